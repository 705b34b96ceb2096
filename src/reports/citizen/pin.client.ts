/** A pin on the sketch: by touch, mouse, or arrow keys; nearer and farther. */
const box = document.getElementById('pin');
const map = document.getElementById('pin-map');
const mark = document.getElementById('pin-mark');
const circle = document.getElementById('pin-circle');
const line = document.getElementById('pin-status');

const metresPerDegree = 111_320;
/** The narrowest view, as a share of the whole. */
const nearest = 1 / 32;

function field(id: string): HTMLInputElement | null {
  const found = document.getElementById(id);
  return found instanceof HTMLInputElement ? found : null;
}

function wire(sketch: SVGSVGElement, pin: Element, ring: Element): void {
  const { west, north, scale, narrowing } = sketch.dataset;
  const [w, n, s, k] = [Number(west), Number(north), Number(scale), Number(narrowing)];
  const [, , width, height] = (sketch.getAttribute('viewBox') ?? '0 0 640 480').split(' ').map(Number) as [number, number, number, number];
  const view = { x: 0, y: 0, share: 1 };
  let at: { x: number; y: number } | null = null;

  const toPlace = ({ x, y }: { x: number; y: number }) => ({ lat: n - y / s, lon: w + x / s / k });
  const toSketch = (lat: number, lon: number) => ({ x: (lon - w) * k * s, y: (n - lat) * s });

  function draw(): void {
    sketch.setAttribute('viewBox', `${view.x} ${view.y} ${width * view.share} ${height * view.share}`);
    sketch.style.setProperty('--pin-share', String(view.share));
    if (!at) return;
    pin.removeAttribute('hidden');
    pin.setAttribute('transform', `translate(${at.x} ${at.y}) scale(${view.share * 2})`);
  }

  function look(share: number, { x, y }: { x: number; y: number }): void {
    view.share = Math.min(1, Math.max(nearest, share));
    view.x = Math.min(width * (1 - view.share), Math.max(0, x - (width * view.share) / 2));
    view.y = Math.min(height * (1 - view.share), Math.max(0, y - (height * view.share) / 2));
    draw();
  }

  function put(point: { x: number; y: number }, how: 'pin' | 'gps'): void {
    at = { x: Math.min(width, Math.max(0, point.x)), y: Math.min(height, Math.max(0, point.y)) };
    draw();
    if (how === 'gps') return;
    ring.setAttribute('hidden', '');
    const { lat, lon } = toPlace(at);
    for (const [id, value] of [
      ['place-how', 'pin'],
      ['place-lat', lat.toFixed(6)],
      ['place-lon', lon.toFixed(6)],
      ['place-accuracy', ''],
    ] as const) {
      const input = field(id);
      if (input) input.value = value;
    }
    say(lat, lon);
  }

  function say(lat: number, lon: number): void {
    let best: { name: string; metres: number } | null = null;
    for (const place of sketch.querySelectorAll<SVGGElement>('.pin-place')) {
      const north = (Number(place.dataset.lat) - lat) * metresPerDegree;
      const east = (Number(place.dataset.lon) - lon) * metresPerDegree * k;
      const metres = Math.hypot(north, east);
      if (best === null || metres < best.metres) best = { name: place.dataset.name ?? '', metres };
    }
    if (best && line) {
      const km = (best.metres / 1000).toFixed(1).replace('.', ',');
      line.textContent = (box?.dataset.set ?? '').replace('{name}', best.name).replace('{km}', km);
    }
  }

  function fromFields(): void {
    const [lat, lon, accuracy] = ['place-lat', 'place-lon', 'place-accuracy'].map((id) => field(id)?.value ?? '');
    if (lat === '' || lon === '') return;
    const point = toSketch(Number(lat), Number(lon));
    look(1 / 8, point);
    put(point, 'gps');
    const radius = (Number(accuracy) / metresPerDegree) * s;
    ring.toggleAttribute('hidden', !(radius > 0));
    ring.setAttribute('cx', String(point.x));
    ring.setAttribute('cy', String(point.y));
    ring.setAttribute('r', String(radius || 0));
  }

  // It takes the arrow keys, so it says so; the names of places are for the eye, the line under it says where the pin is.
  sketch.setAttribute('role', 'application');
  sketch.setAttribute('tabindex', '0');
  for (const name of sketch.querySelectorAll('text')) name.setAttribute('aria-hidden', 'true');
  sketch.addEventListener('click', (event) => {
    const matrix = sketch.getScreenCTM();
    if (matrix) put(new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()), 'pin');
  });
  const moves: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  sketch.addEventListener('keydown', (event) => {
    const middle = at ?? { x: view.x + (width * view.share) / 2, y: view.y + (height * view.share) / 2 };
    const move = moves[event.key];
    if (move) put({ x: middle.x + move[0] * 6 * view.share, y: middle.y + move[1] * 6 * view.share }, 'pin');
    else if (event.key === '+') look(view.share / 2, middle);
    else if (event.key === '-') look(view.share * 2, middle);
    else return;
    event.preventDefault();
  });
  for (const button of box?.querySelectorAll<HTMLElement>('[data-zoom]') ?? []) {
    button.addEventListener('click', () => {
      const middle = at ?? { x: view.x + (width * view.share) / 2, y: view.y + (height * view.share) / 2 };
      look(button.dataset.zoom === 'in' ? view.share / 2 : view.share * 2, middle);
    });
  }
  document.addEventListener('report-place', fromFields);
  const commune = document.querySelector<HTMLSelectElement>('select[name=commune]');
  commune?.addEventListener('change', () => {
    const place = [...sketch.querySelectorAll<SVGGElement>('.pin-place')].find((one) => one.dataset.id === commune.value);
    if (place && !at) look(1 / 8, toSketch(Number(place.dataset.lat), Number(place.dataset.lon)));
  });
  draw();
  fromFields();
}

if (box && map instanceof SVGSVGElement && mark && circle) {
  box.hidden = false;
  wire(map, mark, circle);
}

export {};
