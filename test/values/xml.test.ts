// [xml] documents as scripts read them: the rules of the adapter that gives nodes by name, and what is refused.
import { describe } from "vitest";
import { transcripts } from "../cmdlets/transcripts.ts";

const doc = `$x = [xml]'<?xml version="1.0"?><r v="1"><i n="a">x</i><i n="b"/><t>one &amp; two</t><e/><!--c--></r>'; `;

describe("nodes by name", () => {
  transcripts([
    [`${doc}$x.r.v; $x.R.T; $x.r.i.Count`, ["1", "one & two", "2"]],
    [`${doc}$x.r.i[0].n; $x.r.i[0].'#text'; $x.r.i[1].n; $x.r.i.n -join ','`, ["a", "x", "b", "a,b"]],
    [`${doc}$x.r.e -eq ''; $null -eq $x.r.nope`, ["True", "True"]],
    [`${doc}$x.r.'#comment'; $x.xml`, ["c", 'version="1.0"']],
    [
      `${doc}$x.GetType().FullName; $x.r.GetType().Name; $x.r.t.GetType().Name`,
      ["System.Xml.XmlDocument", "XmlElement", "String"],
    ],
    [`${doc}"$($x.r)"; $x -is [xml]; $x.r -is [System.Xml.XmlNode]`, ["r", "True", "True"]],
    [`([xml]'<a><b><![CDATA[1<2]]></b></a>').a.b`, ["1<2"]],
    [`([xml]'<p:a xmlns:p="u"><p:b>1</p:b></p:a>').a.b`, ["1"]],
    [`([xml]'<a n="1"><n>2</n></a>').a.n -join ','`, ["1,2"]],
    [`([xml]'<a Name="own"><b c="1"/></a>').a | % { $_.Name; $_.b.Name }`, ["own", "b"]],
    [`$x = [xml]("<a>", "  <b>1</b>", "</a>"); $x.a.b`, ["1"]],
    [`foreach ($i in ([xml]'<a><b>1</b><b>2</b></a>').a.b) { "<$i>" }`, ["<1>", "<2>"]],
  ]);
});

describe("members", () => {
  transcripts([
    [`${doc}$x.DocumentElement.Name; $x.DocumentElement.ChildNodes.Count; $x.ChildNodes.Count`, ["r", "5", "2"]],
    [`${doc}$x.r.InnerText; $x.r.i[1].OuterXml; $x.r.i[0].ParentNode.Name`, ["xone & two", '<i n="b" />', "r"]],
    [`([xml]'<a  b = "1&quot;" ><c>&lt;</c> <d></d></a>').OuterXml`, ['<a b="1&quot;"><c>&lt;</c><d></d></a>']],
    [`([xml]'<a><b>1</b><!--n--></a>').a.InnerXml`, ["<b>1</b><!--n-->"]],
    [`${doc}$x.r.GetAttribute('v'); $x.r.HasAttribute('w'); $x.GetElementsByTagName('i').Count`, ["1", "False", "2"]],
    [`${doc}$x.r.v = '2'; $x.r.t = '<'; $x.r.v; $x.r.t; $x.r.ChildNodes[2].OuterXml`, ["2", "<", "<t>&lt;</t>"]],
    [`$d = New-Object System.Xml.XmlDocument; $d.LoadXml('<a>1</a>'); $d.a`, ["1"]],
    [`([xml]'<a/>').DocumentElement.NodeType; ([xml]'<a/>').a -eq ''`, ["Element", "True"]],
  ]);
});

describe("text that is no document", () => {
  const says = (script: string, why: string) =>
    [
      `try { [xml]'${script}' } catch { $_.FullyQualifiedErrorId; $_.Exception.Message -replace '^.*Error: ' }`,
      ["InvalidCastToXmlDocument", `"${why}"`],
    ] as const;
  transcripts([
    says("<a>", "The element 'a' has no end. Line 1, position 4."),
    says("plain", "Text is not allowed outside of the root element. Line 1, position 1."),
    says("<a/><b/>", "There are several root elements. Line 1, position 6."),
    says("<a></b>", "The end tag 'b' does not match a start tag. Line 1, position 7."),
    says('<a b="1" b="2"/>', "'b' is a duplicate attribute name. Line 1, position 11."),
    says('<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "A document type is not allowed. Line 1, position 1."),
    says("<a>&e;</a>", "'&e;' is no entity; write & as &amp;. Line 1, position 4."),
    says("", "Root element is missing. Line 1, position 1."),
    [
      `try { [xml]('<a>' * 600) } catch { $_.Exception.Message -replace '^.*Error: ' }`,
      ['"The text is nested deeper than 512 levels. Line 1, position 1538."'],
    ],
  ]);
});
