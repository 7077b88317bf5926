// House rules about which files and folders exist: the fixed root, and that every folder has a user
// and its papers. What stands inside a file is text-rules.ts's; how a contender is built or run is
// drive's to find out.

import { type Finding, type HouseRule, linesOf, type SourceTree } from "./source-tree.ts";

const rootFolders = ["workloads", "baselines", "harness", "reports", "datasets", "scripts"];
const rootFiles = ["package.json", "package-lock.json", "tsconfig.json", "README.md", "LICENSE"];
// One screen.
const readmeLinesMax = 60;
// What is larger is generated from a seed instead, or fetched by its user.
const fileBytesMax = 1_500_000;
// A published record holds every histogram of a standard run, and cannot be generated again.
const publishedBytesMax = 3_000_000;

function fixedRoot({ files }: SourceTree): Finding[] {
  const visible = new Set(files.map((file) => file.split("/")[0] as string));
  const expected = [...rootFolders, ...rootFiles];
  const strange = [...visible].filter((name) => !name.startsWith(".") && !expected.includes(name));
  return [
    ...expected
      .filter((name) => !visible.has(name))
      .map((file) => ({ file, what: "is missing", expected: "part of the fixed root" })),
    ...strange.map((file) => ({
      file,
      what: "stands in the root",
      expected: `only ${expected.join(" ")} and hidden files`,
    })),
  ];
}

function readmes(tree: SourceTree): Finding[] {
  const expected = `one screen: at most ${readmeLinesMax} lines`;
  return rootFolders.flatMap((folder) => {
    const file = `${folder}/README.md`;
    if (!tree.has(file)) return [{ file, what: "is missing", expected }];
    const count = linesOf(tree.text(file)).length;
    return count > readmeLinesMax ? [{ file, what: `has ${count} lines`, expected }] : [];
  });
}

function usersOfFolders(tree: SourceTree): Finding[] {
  const workloads = tree.foldersIn("workloads");
  const isImported = (id: string) =>
    tree.sources.some(
      (file) => !file.startsWith("datasets/") && tree.text(file).includes(`"#datasets/${id}/`),
    );
  const orphans = (folder: string, isUsed: (id: string) => boolean) =>
    tree.foldersIn(folder).filter((id) => !workloads.includes(id) && !isUsed(id));
  return [
    ...orphans("baselines", () => false).map((id) => ({
      file: `baselines/${id}`,
      what: "has no workload",
      expected: `workloads/${id}`,
    })),
    ...orphans("datasets", isImported).map((id) => ({
      file: `datasets/${id}`,
      what: "has no user",
      expected: `workloads/${id}, or a file that imports #datasets/${id}/…`,
    })),
  ];
}

function workloadPapers(tree: SourceTree): Finding[] {
  return tree.foldersIn("workloads").flatMap((id) => {
    const papers = ["README.md", "workload.ts", "oracle.ts", "claims.ts"];
    const missing = papers.filter((name) => !tree.has(`workloads/${id}/${name}`));
    const declaration = tree.sources
      .filter((file) => new RegExp(`^workloads/${id}/[^/]+$`).test(file))
      .map((file) => tree.text(file))
      .join("\n");
    const isQuick = /\bquick: \{/.test(declaration) && /\bquick: true\b/.test(declaration);
    return [
      ...missing.map((name) => ({
        file: `workloads/${id}/${name}`,
        what: "is missing",
        expected: `every workload has ${papers.join(", ")}`,
      })),
      ...(isQuick
        ? []
        : [
            {
              file: `workloads/${id}/workload.ts`,
              what: "has no quick size",
              expected: "sizes with `quick: {…}` and a scenario with `quick: true`",
            },
          ]),
    ];
  });
}

/** The folder's name is the contender's id, so it must say what the manifest says. */
function contenderNames(tree: SourceTree): Finding[] {
  return tree.foldersIn("baselines").flatMap((id) =>
    tree.foldersIn(`baselines/${id}`).flatMap((name) => {
      const file = `baselines/${id}/${name}/contender.json`;
      if (!tree.has(file)) return [{ file, what: "is missing", expected: "one in each folder" }];
      const { language } = JSON.parse(tree.text(file)) as { language?: string };
      if (name.startsWith(`${language}-`)) return [];
      return [{ file, what: `language ${language} in ${name}`, expected: "<language>-<name>" }];
    }),
  );
}

function sampleLicences({ files }: SourceTree): Finding[] {
  const samples = files.flatMap((file) => file.match(/^.*?\/samples?\//)?.[0] ?? []);
  return [...new Set(samples)]
    .filter((folder) => !files.some((file) => new RegExp(`^${folder}.*licen[cs]e`, "i").test(file)))
    .map((file) => ({ file, what: "has no licence", expected: "the licence of what it holds" }));
}

function fileSizes(tree: SourceTree): Finding[] {
  return tree.files.flatMap((file) => {
    const most = file.startsWith("reports/published/") ? publishedBytesMax : fileBytesMax;
    const bytes = tree.bytes(file);
    return bytes > most ? [{ file, what: `has ${bytes} bytes`, expected: `at most ${most}` }] : [];
  });
}

export const treeRules: readonly HouseRule[] = [
  fixedRoot,
  readmes,
  usersOfFolders,
  workloadPapers,
  contenderNames,
  sampleLicences,
  fileSizes,
];
