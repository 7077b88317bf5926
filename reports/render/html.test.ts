// Text from a record must never become markup: what the template escapes, and what it lets through.

import assert from "node:assert/strict";
import { test } from "node:test";
import { html, trusted } from "#render/html.ts";

test("text is escaped, in content and in attributes", () => {
  const hostile = `"><script>alert('x')</script>&`;
  const { markup } = html`<p title="${hostile}">${hostile}</p>`;
  const escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;";
  assert.equal(markup, `<p title="${escaped}">${escaped}</p>`);
});

test("control and bidirectional characters are made visible", () => {
  assert.equal(html`${"1\u202e23\u0000"}`.markup, "1\ufffd23\ufffd");
});

test("markup, lists and numbers pass; undefined prints nothing", () => {
  const items = [1, 2].map((item) => html`<li>${item}</li>`);
  const { markup } = html`<ul>${items}${undefined}${trusted("<!-- x -->")}</ul>`;
  assert.equal(markup, "<ul><li>1</li><li>2</li><!-- x --></ul>");
});

test("the template's own indentation is left out", () => {
  assert.equal(
    html`<p>
      a</p>`.markup,
    "<p>\na</p>",
  );
});
