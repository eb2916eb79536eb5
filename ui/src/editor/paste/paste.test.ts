import { DOMParser as PageParser, Slice } from "@tiptap/pm/model";
import { describe, expect, test } from "vitest";
import type { Node } from "@tiptap/pm/model";
import { Mapping } from "../mapping";
import { schema } from "../schema";
import { address, cleanHtml, looksLikeMarkdown } from "./clean";
import { readable } from "./readable";
import { fresh, withHeadings } from "./slices";

const pasted = (html: string): Slice => {
  const page = new DOMParser().parseFromString(cleanHtml(html), "text/html");
  return fresh(PageParser.fromSchema(schema).parseSlice(page.body));
};
/** "paragraph(words)", nested. */
const shape = (node: Node): string =>
  node.isText
    ? node.marks.reduce((words, mark) => `${mark.type.name}:${words}`, node.text!)
    : node.isLeaf
      ? node.type.name
      : `${node.type.name}(${node.children.map(shape).join(" ")})`;
const shapes = (html: string) => pasted(html).content.content.map(shape);

describe("HTML of other programs", () => {
  test("Word's list paragraphs become lists, nested by their level", () => {
    const item = (level: number, sign: string, words: string) =>
      `<p class="MsoListParagraph" style="mso-list:l0 level${level} lfo1"><span style="mso-list:Ignore">${sign}<span>&nbsp;&nbsp;</span></span>${words}</p>`;
    expect(shapes(`<p>voor</p>${item(1, "·", "een")}${item(2, "o", "sub")}${item(1, "·", "twee")}<p>tussen</p>${item(1, "1.", "drie")}`)).toEqual([
      "paragraph(voor)",
      "list(listItem(paragraph(een) list(listItem(paragraph(sub)))) listItem(paragraph(twee)))",
      "paragraph(tussen)",
      "list(listItem(paragraph(drie)))",
    ]);
  });

  test("Google Docs' bold of normal weight is not bold, its weights are", () => {
    expect(
      shapes('<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:700">vet</span> <span style="font-style:italic">schuin</span></p></b>'),
    ).toEqual(["paragraph(strong:vet   emphasis:schuin)"]);
  });

  test("nothing that runs, loads or leads astray comes along", () => {
    const html = '<p onclick="x()">a<script>x()</script><img src="https://evil/x.png"><a href="javascript:x()">b</a><iframe src="//e"></iframe></p><style>p{}</style>';
    expect(shapes(html)).toEqual(["paragraph(ab)"]);
    expect(cleanHtml(html)).not.toMatch(/script>|<img|<iframe|<style/);
  });

  test("the first row of a table is its header, cells hold lines, rows are as wide", () => {
    expect(shapes("<table><tr><td><p>A</p></td><td>B</td></tr><tr><td><p>1</p><p>2</p></td></tr></table>")).toEqual([
      "table(tableRow(tableHeader(A) tableHeader(B)) tableRow(tableCell(1 hardBreak 2) tableCell()))",
    ]);
  });

  test("a table of one cell is only what is in it", () => {
    expect(shapes("<table><tr><td><p>A</p><p>B</p></td></tr></table>")).toEqual(["paragraph(A)", "paragraph(B)"]);
  });

  test("headings are told apart: they begin steps", () => {
    const pieces = withHeadings(pasted("<h2>Een</h2><p>x</p><h3>Twee</h3>"));
    expect(pieces?.map((piece) => piece.type.name)).toEqual(["innerHeading", "paragraph", "innerHeading"]);
    expect(withHeadings(pasted("<p>x</p>"))).toBeNull();
  });

  test("what is copied here comes back as new: no origin is there twice", () => {
    const [paragraph] = new Mapping().blocks([
      { origin: { start: 1, end: 2 }, type: "paragraph", content: [{ type: "text", text: "a" }] },
    ]);
    expect(fresh(new Slice(schema.nodes.fragment.create(null, [paragraph!]).content, 0, 0)).content.firstChild!.attrs.key).toBeNull();
  });
});

describe("plain text", () => {
  test.each([
    ["## Kop\n\ntekst", true],
    ["- een\n- twee\n- drie", true],
    ["| a | b |\n| - | - |", true],
    ["zie [de site](https://a.nl)", true],
    ["2 * 3 * 4 = 24", false],
    ["Dit is een gewone zin. - Met een streepje.", false],
    ["#1 is geen kop", false],
  ])("%j is Markdown: %s", (text, is) => expect(looksLikeMarkdown(text)).toBe(is));

  test("an address alone is one", () => {
    expect(address(" https://youtu.be/x?t=1 ")).toBe("https://youtu.be/x?t=1");
    expect(address("zie https://a.nl")).toBeNull();
    expect(address("javascript:alert(1)")).toBeNull();
  });

  test("copied text reads as a person would type it", () => {
    const nodes = new Mapping().blocks([
      { origin: null, type: "paragraph", content: [{ type: "text", text: "Eerst" }, { type: "soft-break" }, { type: "variable", name: "n" }] },
      {
        origin: null, type: "list", start: 3, tight: true,
        items: [
          { blocks: [{ origin: null, type: "paragraph", content: [{ type: "text", text: "a" }] }] },
          { checked: true, blocks: [{ origin: null, type: "paragraph", content: [{ type: "text", text: "b" }] }] },
        ],
      },
      {
        origin: null, type: "table", columns: ["none", "none"],
        header: [{ content: [{ type: "text", text: "x" }] }, { content: [] }], rows: [],
      },
    ]);
    expect(readable(new Slice(schema.nodes.fragment.create(null, nodes).content, 0, 0))).toBe(
      "Eerst {{n}}\n\n3. a\n4. [x] b\n\nx",
    );
  });
});
