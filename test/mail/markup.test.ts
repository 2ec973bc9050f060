// Limited HTML: what is read comes out again, and nothing else ever does.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { markupHtml, markupText, readMarkup } from "../../src/mail/markup.ts";

describe("limited HTML", () => {
  test.each([
    ["plain", "plain", "plain"],
    ["a <B>b</B> c", "a <b>b</b> c", "a b c"],
    ["<em>a</em><BR>b<br/>c", "<em>a</em><br>b<br>c", "a\r\nb\r\nc"],
    ["a<P>b</P><P>c</P>", "a<br><br>b<br><br>c", "a\r\n\r\nb\r\n\r\nc"],
    [
      'Ask <A HREF="mailto:help@contoso.com">us</A>.',
      'Ask <a href="mailto:help@contoso.com">us</a>.',
      "Ask us <mailto:help@contoso.com>.",
    ],
    ["<a href='https://contoso.com/?a=1&b=2'>x</a>", '<a href="https://contoso.com/?a=1&#38;b=2">x</a>', undefined],
    ["1 &lt; 2 &amp; &quot;3&quot;", "1 &#60; 2 &#38; &#34;3&#34;", '1 < 2 & "3"'],
    ["a & b", "a &#38; b", "a & b"],
  ])("%s", (given, html, plain) => {
    const pieces = readMarkup(given);
    expect(markupHtml(pieces)).toBe(html);
    if (plain !== undefined) expect(markupText(pieces)).toBe(plain);
  });

  test.each([
    "<script>x</script>",
    "<b onclick=x>y</b>",
    "<b>open",
    "</b>",
    "<b><em>crossed</b></em>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="https://a b">x</a>',
    "<a href=https://a>x</a>",
    "<a>x</a>",
    "1 < 2",
    "2 > 1",
    "<!-- x -->",
    "<img src=x>",
    '<a href="https://a" onclick="x">y</a>',
  ])("%s is refused", (given) => {
    expect(() => readMarkup(given)).toThrow();
  });

  test("whatever is read holds no other tag than the five", () => {
    const parts = [
      "<b>",
      "</b>",
      "<em>",
      "<br>",
      "<",
      ">",
      "&lt;",
      "script",
      '<a href="',
      "https://x",
      '">',
      "</a>",
      "'",
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...parts), fc.string()), { maxLength: 20 }), (some) => {
        let html: string;
        try {
          html = markupHtml(readMarkup(some.join("")));
        } catch {
          return;
        }
        const rest = html.replace(/<\/?(?:b|em)>|<br>|<\/a>|<a href="(?:https?:\/\/|mailto:)[^"<>]*">/gi, "");
        expect(rest).not.toMatch(/[<>"]/);
      }),
      { numRuns: 500 },
    );
  });
});
