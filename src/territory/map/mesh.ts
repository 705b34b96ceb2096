import { simplifyLine } from './simplify.ts';

/** A point in tenths of a unit of the drawing; only whole numbers. */
export type Node = readonly [number, number];
/** A unit's polygons, each an outer ring and its holes; rings are not closed. */
export type NodeShape = readonly (readonly (readonly Node[])[])[];

/** A line between two junctions (or a closed one) and the shapes on its sides, by their place in the input: one or two. */
interface Arc {
  readonly nodes: readonly Node[];
  readonly owners: readonly number[];
}
/** Shapes whose common edges are the very same lines, and those lines. */
export interface Mesh {
  readonly shapes: readonly NodeShape[];
  readonly arcs: readonly Arc[];
}

/** A point this near to an edge, in tenths, lies on it. */
const touching = 1;
/** Side of a bucket of the spatial index, in tenths. */
const bucketSide = 64;

interface Draft {
  readonly line: readonly number[];
  readonly owners: Set<number>;
}
/** A piece of a ring: an arc, walked forwards or backwards. */
interface Use {
  readonly arc: Draft;
  readonly backwards: boolean;
}

/**
 * Finds the lines that shapes share and simplifies each of them once (Visvalingam, leaving out detail below `detail` square
 * tenths), so that neighbours still fit together without gap or overlap. Rings that vanish by snapping are left out, but a shape keeps its
 * largest one as long as it has a surface.
 */
export function meshOf(input: readonly NodeShape[], detail: number): Mesh {
  const nodes: Node[] = [];
  const rings = numbered(stitch(input.map((shape) => shape.map((polygon) => polygon.map(withoutSpikes)))), nodes);
  const { isJunction, edgeOf } = edgesOf(rings, nodes.length);

  const arcs: Draft[] = [];
  const arcByEdge = new Map<number, Draft>();
  const uses = (ring: readonly number[], owner: number): Use[] => {
    // A ring without junctions starts at its lowest node, so that the same ring seen from the other side starts there too.
    const cuts = ring.flatMap((_, at) => (isJunction(ring, at) ? [at] : []));
    const starts = cuts.length > 0 ? cuts : [ring.indexOf(Math.min(...ring))];
    return starts.map((start, order) => {
      const end = starts[order + 1] ?? (starts[0] as number) + ring.length;
      const line = Array.from({ length: end - start + 1 }, (_, at) => ring[(start + at) % ring.length] as number);
      const known = arcByEdge.get(edgeOf(line[0] as number, line[1] as number));
      if (known) {
        known.owners.add(owner);
        return { arc: known, backwards: known.line[0] !== line[0] || known.line[1] !== line[1] };
      }
      const arc: Draft = { line, owners: new Set([owner]) };
      arcs.push(arc);
      for (let at = 1; at < line.length; at += 1) arcByEdge.set(edgeOf(line[at - 1] as number, line[at] as number), arc);
      return { arc, backwards: false };
    });
  };
  const drafts = rings.map((shape, owner) => shape.map((polygon) => polygon.map((ring) => uses(ring, owner))));

  // A ring of one or two lines would vanish if they all became straight: such lines keep their farthest point.
  const kept = new Set(drafts.flat(2).flatMap((ring) => (ring.length <= 2 ? ring.map(({ arc }) => arc) : [])));
  const simple = new Map(
    arcs.map((arc) => {
      const line = arc.line.map((id) => nodes[id] as Node);
      return [arc, line.length === 2 ? line : simplifyLine(line, detail, kept.has(arc))];
    }),
  );
  const ringOf = (ring: readonly Use[]): Node[] =>
    withoutSpikes(
      ring.flatMap(({ arc, backwards }) => {
        const line = simple.get(arc) ?? [];
        return (backwards ? line.toReversed() : line).slice(0, -1);
      }),
    );
  return {
    shapes: drafts.map((shape) => shape.map((polygon) => polygon.map(ringOf).filter((ring) => ring.length > 2))),
    arcs: arcs.map((arc) => ({ nodes: simple.get(arc) ?? [], owners: [...arc.owners].toSorted((a, b) => a - b) })),
  };
}

/** The shapes with nodes by number, equal nodes with equal numbers; `nodes` is filled with the node of each number. */
function numbered(shapes: readonly NodeShape[], nodes: Node[]): number[][][][] {
  const ids = new Map<number, number>();
  return shapes.map((shape) =>
    shape.map((polygon) =>
      polygon.map((ring) =>
        ring.map((node) => {
          const key = (node[0] + 2 ** 20) * 2 ** 22 + node[1] + 2 ** 20;
          const known = ids.get(key);
          if (known !== undefined) return known;
          ids.set(key, nodes.length);
          return nodes.push(node) - 1;
        }),
      ),
    ),
  );
}

/** Which nodes are junctions: where more or fewer than two edges meet, or edges with different shapes on their sides. */
function edgesOf(rings: readonly (readonly (readonly (readonly number[])[])[])[], nodeCount: number) {
  const edgeOf = (a: number, b: number): number => Math.min(a, b) * nodeCount + Math.max(a, b);
  // The shapes on the sides of an edge, in the order of the input, as one number: two fit exactly, and more do not meet at an edge.
  const sides = new Map<number, number>();
  const degree = new Uint16Array(nodeCount);
  const weight = (owner: number): number => 2 ** 20 + owner;
  rings.forEach((shape, owner) => {
    for (const ring of shape.flat()) {
      ring.forEach((node, at) => {
        const next = ring[(at + 1) % ring.length] as number;
        const edge = edgeOf(node, next);
        const known = sides.get(edge);
        if (known === undefined) {
          degree[node] = (degree[node] as number) + 1;
          degree[next] = (degree[next] as number) + 1;
        }
        sides.set(edge, (known ?? 0) * 2 ** 21 + weight(owner));
      });
    }
  });
  const isJunction = (ring: readonly number[], at: number): boolean => {
    const node = ring[at] as number;
    if (degree[node] !== 2) return true;
    return sides.get(edgeOf(ring.at(at - 1) as number, node)) !== sides.get(edgeOf(node, ring[(at + 1) % ring.length] as number));
  };
  return { edgeOf, isJunction };
}

function eachRing(shapes: readonly NodeShape[], visit: (ring: readonly Node[], owner: number) => void): void {
  for (const [owner, shape] of shapes.entries()) for (const ring of shape.flat()) visit(ring, owner);
}

const same = (a: Node | undefined, b: Node | undefined): boolean => a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1];

/** The ring without repeated points and without ways there and straight back; empty when nothing with a surface is left. */
function withoutSpikes(ring: readonly Node[]): Node[] {
  let nodes: Node[] = [...ring];
  for (let changed = true; changed; ) {
    const out: Node[] = [];
    for (const node of nodes) {
      if (same(node, out.at(-1))) continue;
      if (same(node, out.at(-2))) out.pop();
      else out.push(node);
    }
    while (out.length > 1 && same(out[0], out.at(-1))) out.pop();
    while (out.length > 2 && same(out[1], out.at(-1))) out.shift();
    while (out.length > 2 && same(out[0], out.at(-2))) out.pop();
    changed = out.length !== nodes.length;
    nodes = out;
  }
  return nodes.length > 2 ? nodes : [];
}

/**
 * Puts points that lie on an edge into that edge, so that common lines have the same points on both sides. Points of the same
 * shape count as well: what one side of a line takes in, the other has to.
 */
function stitch(shapes: readonly NodeShape[]): NodeShape[] {
  const buckets = new Map<number, Node[]>();
  const bucket = (i: number, j: number): number => i * 2 ** 16 + j;
  eachRing(shapes, (ring) => {
    for (const node of ring) {
      const key = bucket(Math.floor(node[0] / bucketSide), Math.floor(node[1] / bucketSide));
      const list = buckets.get(key);
      if (!list) buckets.set(key, [node]);
      else if (!list.some((other) => same(other, node))) list.push(node);
    }
  });
  const onEdge = (a: Node, b: Node): Node[] => {
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const length = Math.hypot(dx, dy);
    if (length <= 2 * touching) return [];
    const found: { node: Node; along: number }[] = [];
    const to = (value: number): number => Math.floor(value / bucketSide);
    for (let i = to(Math.min(a[0], b[0]) - touching); i <= to(Math.max(a[0], b[0]) + touching); i += 1) {
      for (let j = to(Math.min(a[1], b[1]) - touching); j <= to(Math.max(a[1], b[1]) + touching); j += 1) {
        for (const node of buckets.get(bucket(i, j)) ?? []) {
          const along = ((node[0] - a[0]) * dx + (node[1] - a[1]) * dy) / length;
          const off = Math.abs(dx * (node[1] - a[1]) - dy * (node[0] - a[0])) / length;
          if (off <= touching && along > 0 && along < length && !same(node, a) && !same(node, b)) found.push({ node, along });
        }
      }
    }
    return found.toSorted((p, q) => p.along - q.along || p.node[0] - q.node[0] || p.node[1] - q.node[1]).map(({ node }) => node);
  };
  // From the lower end to the upper, so that equal distances along the edge come out in the same order on both sides.
  const into = (a: Node, b: Node): Node[] => (a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? onEdge(a, b) : onEdge(b, a).toReversed());
  return shapes.map((shape) =>
    shape.map((polygon) =>
      polygon.map((ring) => withoutSpikes(ring.flatMap((node, at) => [node, ...into(node, ring[(at + 1) % ring.length] as Node)]))),
    ),
  );
}

/** Joins lines that meet end to end (and where nothing else ends) into longer ones; a closed line repeats its first node at its end. */
export function joined(lines: readonly (readonly Node[])[]): (readonly Node[])[] {
  const key = ([x, y]: Node): string => `${x} ${y}`;
  const ends = new Map<string, number[]>();
  lines.forEach((line, at) => {
    for (const node of [line[0] as Node, line.at(-1) as Node]) ends.set(key(node), [...(ends.get(key(node)) ?? []), at]);
  });
  const used = new Set<number>();
  const extend = (start: Node[]): void => {
    for (;;) {
      const end = start.at(-1) as Node;
      const meeting = ends.get(key(end)) ?? [];
      const next = meeting.length === 2 ? meeting.find((at) => !used.has(at)) : undefined;
      if (next === undefined) return;
      used.add(next);
      const line = lines[next] as readonly Node[];
      start.push(...(same(line[0], end) ? line : line.toReversed()).slice(1));
    }
  };
  const out: (readonly Node[])[] = [];
  lines.forEach((line, at) => {
    if (used.has(at)) return;
    used.add(at);
    const nodes = [...line];
    extend(nodes);
    nodes.reverse();
    extend(nodes);
    out.push(nodes);
  });
  return out;
}
