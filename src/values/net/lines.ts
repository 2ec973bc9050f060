// Queue and Stack: what stands in line, from the front or from the back.
import { asList, isList, Line } from "../collections.ts";
import { MemberError, members, type NetType } from "../nettype.ts";
import { sameElement } from "./core.ts";
import { setReference } from "./numbers.ts";

function take(self: Line, remove: boolean): unknown {
  if (self.items.length === 0) throw new MemberError(`${self.kind} empty.`, "System.InvalidOperationException");
  if (!remove) return self.kind === "Queue" ? self.items[0] : self.items.at(-1);
  return self.kind === "Queue" ? self.items.shift() : self.items.pop();
}

/** `TryPop([ref]$x)`: whether there was one. */
function taken(self: Line, target: unknown, remove: boolean): boolean {
  if (self.items.length === 0) return false;
  setReference(target, take(self, remove));
  return true;
}

const lineMembers = members<Line>({
  get: { Count: (self) => self.items.length },
  call: {
    Enqueue: (self, [value]) => void self.items.push(value),
    Push: (self, [value]) => void self.items.push(value),
    Dequeue: (self) => take(self, true),
    Pop: (self) => take(self, true),
    Peek: (self) => take(self, false),
    TryDequeue: (self, [target]) => taken(self, target, true),
    TryPop: (self, [target]) => taken(self, target, true),
    TryPeek: (self, [target]) => taken(self, target, false),
    Clear: (self) => {
      self.items.length = 0;
    },
    Contains: (self, [value]) => self.items.some((item) => sameElement(item, value)),
    ToArray: (self) => [...self],
    GetEnumerator: (self) => [...self],
  },
});

export function lineType(kind: "Queue" | "Stack"): NetType {
  return {
    name: `System.Collections.${kind}`,
    holds: (value) => value instanceof Line && value.kind === kind,
    convert: (value) => new Line(kind, [...asList(value)]),
    construct: ([from]) => new Line(kind, isList(from) ? [...asList(from)] : []),
    members: lineMembers,
  };
}
