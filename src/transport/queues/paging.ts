// Paging through queues and messages: in which order, from which bookmark, in which direction, how many.
import type { ParameterTable } from "../../command/cmdlet.ts";
import type { Context } from "../../command/context.ts";
import { boolean, count, int, unlimited } from "../../values/kinds.ts";
import { defineShape, type Entity, type Property, type Shape } from "../../values/shape.ts";
import { ConversionError, type Json, type Type } from "../../values/type.ts";
import { bookmarkTwice } from "../errors.ts";
import { moreResults, sizeLimit, sortOrder } from "./select.ts";

/** What -ReturnPageInfo gives before the page. */
export const PagedPositionInfo = defineShape({
  name: "PagedPositionInfo",
  summary: "Where a page stands in all there is.",
  properties: {
    PageOffset: { type: int, mandatory: true, summary: "The place of its first object, counted from 1." },
    TotalCount: { type: int, mandatory: true, summary: "How many objects there are in all pages." },
  },
});

/** An object of a shape, as a bookmark: what it showed when it was given out. */
function objectOf(shape: Shape): Type<Entity> {
  return {
    name: shape.name,
    convert(value) {
      if (shape.holds(value)) return value as Entity;
      throw new ConversionError(`A bookmark must be a ${shape.name}, as an earlier page gave it.`);
    },
    show: (value) => String(value.get("Identity")),
    encode: (value) => value.stored() as Json,
    decode: (json) => shape.decode(json as { readonly [key: string]: Json }),
  };
}

/** The parameters of a page of such objects. */
export const pageParameters = (shape: Shape) =>
  ({
    SortOrder: { type: sortOrder, summary: "Properties to order by, each with + or - before it." },
    ResultSize: { type: unlimited(count), summary: "The most objects to give; 1000 when it is left out." },
    BookmarkIndex: {
      type: int,
      summary:
        "The place, counted from 1, at which the page begins. 0 or less is the first page; a number beyond all is the last one.",
    },
    BookmarkObject: {
      type: objectOf(shape),
      summary: "The object at which the page begins: the last one of the page before.",
    },
    IncludeBookmark: {
      type: boolean,
      default: true,
      summary: "Whether the object at the bookmark is on the page too.",
    },
    SearchForward: {
      type: boolean,
      default: true,
      summary: "Whether the page goes on from the bookmark, or from the start; $false ends it there, or at the end.",
    },
    ReturnPageInfo: {
      type: boolean,
      default: false,
      summary: "Whether how many objects there are, and where the page begins, is given before it.",
    },
  }) as const satisfies ParameterTable;

/** The bound values of {@link pageParameters}. */
export interface Page {
  readonly SortOrder?: readonly string[] | undefined;
  readonly ResultSize?: Parameters<typeof sizeLimit>[0];
  readonly BookmarkIndex?: number | undefined;
  readonly BookmarkObject?: Entity | undefined;
  readonly IncludeBookmark: boolean;
  readonly SearchForward: boolean;
  readonly ReturnPageInfo: boolean;
}

/** Whether the first objects that come are the page, so that no more need be looked at. */
const fromTheFront = (page: Page) =>
  !page.SortOrder &&
  page.BookmarkIndex === undefined &&
  page.BookmarkObject === undefined &&
  page.SearchForward &&
  !page.ReturnPageInfo;

/** Gives a page of objects, and warns when nobody asked for pages and there are more. */
export function* paged<E extends Entity>(
  found: Iterable<E>,
  shape: Shape,
  page: Page,
  ctx: Pick<Context, "warning">,
): Generator<E | Entity> {
  if (page.BookmarkIndex !== undefined && page.BookmarkObject) throw bookmarkTwice();
  const most = sizeLimit(page.ResultSize);
  if (fromTheFront(page)) {
    let given = 0;
    for (const one of found) {
      if (given++ >= most) return ctx.warning(moreResults(most));
      yield one;
    }
    return;
  }
  const compare = comparison(shape, page.SortOrder ?? []);
  const rows = [...found].sort(compare);
  const { from, to } = slice(rows, compare, page, most);
  if (page.ReturnPageInfo) yield PagedPositionInfo.make({ PageOffset: from + 1, TotalCount: rows.length });
  yield* rows.slice(from, to);
  const unasked = page.BookmarkIndex === undefined && !page.BookmarkObject && !page.ReturnPageInfo;
  if (unasked && to - from < rows.length) ctx.warning(moreResults(most));
}

/** Where the page begins and ends; the bookmark counts by the order, so that it holds when its object has gone. */
function slice<E extends Entity>(
  rows: readonly E[],
  compare: (a: Entity, b: Entity) => number,
  page: Page,
  most: number,
): { from: number; to: number } {
  const { SearchForward: forward, IncludeBookmark: included } = page;
  const total = rows.length;
  const forwardFrom = (from: number) => ({ from, to: Math.min(from + most, total) });
  const backFrom = (to: number) => ({ from: Math.max(to - most, 0), to });
  if (page.BookmarkObject) {
    const mark = page.BookmarkObject;
    const before = rows.filter((row) => compare(row, mark) < 0).length;
    const at = rows.filter((row) => compare(row, mark) === 0).length;
    if (forward) return forwardFrom(included ? before : before + at);
    return backFrom(included ? before + at : before);
  }
  if (page.BookmarkIndex === undefined) return forward ? forwardFrom(0) : backFrom(total);
  if (page.BookmarkIndex <= 0) return forwardFrom(0);
  if (page.BookmarkIndex > total) return backFrom(total);
  const at = page.BookmarkIndex - 1;
  if (forward) return forwardFrom(included ? at : at + 1);
  return backFrom(included ? at + 1 : at);
}

/** Compares by the properties asked for, then by identity, in which numbers count as numbers. */
export function comparison(shape: Shape, order: readonly string[]): (a: Entity, b: Entity) => number {
  const keys = order.map((entry) => {
    const wanted = entry.slice(1).toLowerCase();
    const name = Object.keys(shape.properties).find((known) => known.toLowerCase() === wanted);
    if (name === undefined) throw new ConversionError(`A ${shape.name} has no property '${entry.slice(1)}'.`);
    return { name, sign: entry.startsWith("-") ? -1 : 1, type: (shape.properties[name] as Property).type };
  });
  return (a, b) => {
    for (const { name, sign, type } of keys) {
      const [x, y] = [a.get(name), b.get(name)];
      const difference =
        x === null || y === null ? Number(x !== null) - Number(y !== null) : (type.compare?.(x, y) ?? 0);
      if (difference !== 0) return difference * sign;
    }
    return compareIdentities(String(a.get("Identity")), String(b.get("Identity")));
  };
}

function compareIdentities(a: string, b: string): number {
  const [x, y] = [a.toLowerCase().split("\\"), b.toLowerCase().split("\\")];
  for (let at = 0; at < Math.max(x.length, y.length); at++) {
    const [one, other] = [x[at] ?? "", y[at] ?? ""];
    const numbers = Number(one) - Number(other);
    const difference = Number.isNaN(numbers) ? Number(one > other) - Number(one < other) : numbers;
    if (difference !== 0) return difference;
  }
  return 0;
}
