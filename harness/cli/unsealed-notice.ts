// The notice on a record without a seal: nothing would show that it was edited. Its own file
// because every verb that reads records owes it; a broken seal is refused before it comes here.

import type { SavedRun } from "#drive/run/saved-run.ts";
import type { Surroundings } from "./verb.ts";

export function tellUnsealed({ seal, file }: SavedRun, tell: Surroundings["tell"]): void {
  if (seal === "intact") return;
  tell(`bench: ${file} carries no seal (contentSha256): an edit by hand would not show\n`);
}
