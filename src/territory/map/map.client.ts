/**
 * Arrow keys on the map of units: from the unit in focus to the nearest one in that direction. With this script the map is one
 * stop for the Tab key; without it every unit is a stop and a link leads past the map.
 */
interface Stop {
  readonly link: SVGAElement;
  readonly x: number;
  readonly y: number;
}

/** Per arrow key: how far a step (dx, dy) goes that way, and how far it goes astray. */
const ways: Readonly<Record<string, (dx: number, dy: number) => readonly [ahead: number, aside: number]>> = {
  ArrowLeft: (dx, dy) => [-dx, dy],
  ArrowRight: (dx, dy) => [dx, dy],
  ArrowUp: (dx, dy) => [-dy, dx],
  ArrowDown: (dx, dy) => [dy, dx],
};

function stopsOf(map: SVGSVGElement): Stop[] {
  return [...map.querySelectorAll<SVGAElement>('a[href]')].map((link) => {
    const { x, y, width, height } = link.getBBox();
    return { link, x: x + width / 2, y: y + height / 2 };
  });
}

/** The stop with the shortest way in a direction, where going astray counts three times; undefined at the edge of the map. */
function nextStop(stops: readonly Stop[], from: Stop, key: string): Stop | undefined {
  let best: { stop: Stop; cost: number } | undefined;
  for (const stop of stops) {
    const [ahead, aside] = ways[key]?.(stop.x - from.x, stop.y - from.y) ?? [0, 0];
    const cost = ahead + 3 * Math.abs(aside);
    if (stop !== from && ahead > Math.abs(aside) / 2 && (!best || cost < best.cost)) best = { stop, cost };
  }
  return best?.stop;
}

function improve(map: SVGSVGElement): void {
  let stops = stopsOf(map);
  let current = stops.find(({ link }) => link.getAttribute('aria-current')) ?? stops[0];
  if (!current) return;
  for (const { link } of stops) link.setAttribute('tabindex', link === current.link ? '0' : '-1');
  const moveTo = (stop: Stop): void => {
    current?.link.setAttribute('tabindex', '-1');
    stop.link.setAttribute('tabindex', '0');
    current = stop;
  };
  // Listening on the drawing itself would make it a stop of its own in some browsers.
  const around = map.parentElement ?? document.body;
  around.addEventListener('focusin', (event) => {
    const stop = stops.find(({ link }) => link === event.target);
    if (stop) moveTo(stop);
  });
  around.addEventListener('keydown', (event) => {
    if (
      !(event.target instanceof SVGAElement) ||
      !(event.key in ways) ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey ||
      !current
    )
      return;
    // A map that was hidden when the page came has no places until it is shown.
    if (stops.every(({ x, y }) => x === 0 && y === 0)) stops = stopsOf(map);
    const from = stops.find(({ link }) => link === current?.link) ?? current;
    const stop = nextStop(stops, from, event.key);
    event.preventDefault();
    if (!stop) return;
    moveTo(stop);
    stop.link.focus();
  });
}

for (const map of document.querySelectorAll<SVGSVGElement>('svg[data-unit-map]')) improve(map);
