/** A point of the plane. */
type Node = readonly [number, number];

/**
 * Leaves out points of a line as long as the triangle that a point makes with its neighbours is smaller than `least` (Visvalingam
 * and Whyatt, the smallest triangle first). The ends stay; a closed line (first and last point equal) keeps two points between
 * them at least, and with `keepOne` another line keeps one. Points exactly in line with their neighbours go even when `least` is 0.
 */
export function simplifyLine(line: readonly Node[], least: number, keepOne: boolean): readonly Node[] {
  const closed = line.length > 1 && line[0]?.[0] === line.at(-1)?.[0] && line[0]?.[1] === line.at(-1)?.[1];
  const fewest = 2 + (closed ? 2 : keepOne ? 1 : 0);
  const before = line.map((_, at) => at - 1);
  const after = line.map((_, at) => at + 1);
  const areaAt = (at: number): number => {
    const [[ax, ay], [bx, by], [cx, cy]] = [line[before[at] as number], line[at], line[after[at] as number]] as [Node, Node, Node];
    return Math.abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) / 2;
  };
  const areas = line.map((_, at) => (at === 0 || at === line.length - 1 ? Infinity : areaAt(at)));
  const heap = new Heap();
  areas.forEach((area, at) => {
    if (area < Infinity) heap.push(area, at);
  });
  let left = line.length;
  for (let least_ = heap.pop(); least_ && left > fewest; least_ = heap.pop()) {
    const [area, at] = least_;
    if (area !== areas[at]) continue;
    if (area > 0 && area >= least) break;
    areas[at] = -1;
    left -= 1;
    const [p, n] = [before[at] as number, after[at] as number];
    after[p] = n;
    before[n] = p;
    for (const neighbour of [p, n]) {
      if (neighbour === 0 || neighbour === line.length - 1) continue;
      // Never below the area just removed: else a long flat bend would be eaten from one end.
      areas[neighbour] = Math.max(area, areaAt(neighbour));
      heap.push(areas[neighbour] as number, neighbour);
    }
  }
  return line.filter((_, at) => areas[at] !== -1);
}

/** A binary heap of (value, index), the least value first and among equal ones the least index. */
class Heap {
  readonly #items: (readonly [number, number])[] = [];

  #less(a: number, b: number): boolean {
    const [p, q] = [this.#items[a], this.#items[b]] as [readonly [number, number], readonly [number, number]];
    return p[0] < q[0] || (p[0] === q[0] && p[1] < q[1]);
  }

  #swap(a: number, b: number): void {
    const item = this.#items[a] as readonly [number, number];
    this.#items[a] = this.#items[b] as readonly [number, number];
    this.#items[b] = item;
  }

  push(value: number, index: number): void {
    this.#items.push([value, index]);
    for (let at = this.#items.length - 1; at > 0; ) {
      const up = (at - 1) >> 1;
      if (!this.#less(at, up)) return;
      this.#swap(at, up);
      at = up;
    }
  }

  pop(): readonly [number, number] | undefined {
    const top = this.#items[0];
    const last = this.#items.pop();
    if (this.#items.length === 0 || !last) return top;
    this.#items[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < this.#items.length && this.#less(child, least)) least = child;
      if (least === at) return top;
      this.#swap(at, least);
      at = least;
    }
  }
}
