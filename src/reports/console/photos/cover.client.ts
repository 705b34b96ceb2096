/** Boxes on a photo, by pointer and keyboard; the number fields of the form are what is sent, and they work without this. */

/** Thousandths of the picture by which an arrow moves a box, and the smallest side of one. */
const stride = 10;
const least = 10;
const sides: readonly string[] = ['left', 'top', 'right', 'bottom'];
type Box = [left: number, top: number, right: number, bottom: number];

const within = (value: number, from: number, to: number): number => Math.round(Math.min(to, Math.max(from, value)));

function open(form: HTMLFormElement): void {
  const part = (name: string) => form.querySelector<HTMLElement>(`[data-covers-${name}]`);
  const [picture, tools, add, status] = ['picture', 'tools', 'add', 'status'].map(part);
  if (!picture || !tools || !add || !status) return;
  const rows = [...form.querySelectorAll<HTMLElement>('[data-cover-row]')];
  const drawings = new Map<number, HTMLButtonElement>();

  const inputs = (row: number): HTMLInputElement[] => [...(rows[row]?.querySelectorAll('input') ?? [])];
  const read = (row: number): Box | null => {
    const [left = Number.NaN, top = Number.NaN, right = Number.NaN, bottom = Number.NaN] = inputs(row).map(({ value }) =>
      value === '' ? Number.NaN : Number(value),
    );
    const whole = [left, top, right, bottom].every((value) => value >= 0 && value <= 1000);
    return whole && left < right && top < bottom ? [left, top, right, bottom] : null;
  };
  const fill = (pattern: string | undefined, row: number, box: Box | null): string =>
    (pattern ?? '').replace(/\{(\w+)\}/g, (_, name: string) => {
      const side = sides.indexOf(name);
      return side === -1 ? String(row + 1) : String(box?.[side] ?? '');
    });

  /** Draws the box of a row as its numbers say, or takes it away. */
  const draw = (row: number): void => {
    const box = read(row);
    let drawing = drawings.get(row);
    if (!box) {
      drawing?.remove();
      drawings.delete(row);
      return;
    }
    if (!drawing) {
      drawing = document.createElement('button');
      drawing.type = 'button';
      drawing.className = 'cover-box';
      drawing.dataset.row = String(row);
      drawing.textContent = String(row + 1);
      drawings.set(row, drawing);
      picture.append(drawing);
    }
    const [left, top, right, bottom] = box;
    drawing.style.left = `${left / 10}%`;
    drawing.style.top = `${top / 10}%`;
    drawing.style.width = `${(right - left) / 10}%`;
    drawing.style.height = `${(bottom - top) / 10}%`;
    drawing.setAttribute('aria-label', fill(form.dataset.box, row, box));
  };
  const write = (row: number, box: Box | null): void => {
    for (const [index, input] of inputs(row).entries()) input.value = box ? String(box[index]) : '';
    draw(row);
  };
  const freeRow = (): number | null => {
    const row = rows.findIndex((_, index) => inputs(index).every(({ value }) => value === ''));
    if (row === -1) status.textContent = form.dataset.full ?? '';
    return row === -1 ? null : row;
  };
  const remove = (row: number): void => {
    write(row, null);
    status.textContent = fill(form.dataset.gone, row, null);
    add.focus();
  };
  const moved = ([left, top, right, bottom]: Box, x: number, y: number): Box => {
    const dx = within(left + x, 0, 1000 - (right - left)) - left;
    const dy = within(top + y, 0, 1000 - (bottom - top)) - top;
    return [left + dx, top + dy, right + dx, bottom + dy];
  };
  const sized = ([left, top, right, bottom]: Box, x: number, y: number): Box => [
    left,
    top,
    within(right + x, left + least, 1000),
    within(bottom + y, top + least, 1000),
  ];

  const at = ({ clientX, clientY }: PointerEvent): [number, number] => {
    const frame = picture.getBoundingClientRect();
    return [within(((clientX - frame.left) / frame.width) * 1000, 0, 1000), within(((clientY - frame.top) / frame.height) * 1000, 0, 1000)];
  };
  picture.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const target = (event.target as Element).closest<HTMLElement>('.cover-box');
    const row = target ? Number(target.dataset.row) : freeRow();
    if (row === null) return;
    const start = at(event);
    const before = target ? read(row) : null;
    event.preventDefault();
    picture.setPointerCapture(event.pointerId);
    // The lower right corner of a box is its handle.
    const corner = before !== null && before[2] - start[0] < 40 && before[3] - start[1] < 40;
    const follow = (move: PointerEvent): void => {
      const [x, y] = at(move);
      if (before) write(row, (corner ? sized : moved)(before, x - start[0], y - start[1]));
      else
        write(row, [
          Math.min(start[0], x),
          Math.min(start[1], y),
          within(Math.max(start[0], x), Math.min(start[0], x) + 1, 1000),
          within(Math.max(start[1], y), Math.min(start[1], y) + 1, 1000),
        ]);
    };
    const end = (): void => {
      picture.removeEventListener('pointermove', follow);
      const box = read(row);
      // A tap on the picture is no box.
      if (!before && box && (box[2] - box[0] < least || box[3] - box[1] < least)) write(row, null);
      drawings.get(row)?.focus();
    };
    picture.addEventListener('pointermove', follow);
    picture.addEventListener('pointerup', end, { once: true });
    picture.addEventListener('pointercancel', end, { once: true });
  });
  picture.addEventListener('keydown', (event) => {
    const target = (event.target as Element).closest<HTMLElement>('.cover-box');
    if (!target) return;
    const row = Number(target.dataset.row);
    const box = read(row);
    const step = { ArrowLeft: [-stride, 0], ArrowRight: [stride, 0], ArrowUp: [0, -stride], ArrowDown: [0, stride] }[event.key];
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      remove(row);
    } else if (step && box) {
      event.preventDefault();
      write(row, (event.shiftKey ? sized : moved)(box, step[0] ?? 0, step[1] ?? 0));
      status.textContent = fill(form.dataset.box, row, read(row)).split('.')[0] ?? '';
    }
  });
  add.addEventListener('click', () => {
    const row = freeRow();
    if (row === null) return;
    write(row, [400, 400, 600, 600]);
    drawings.get(row)?.focus();
  });
  for (const [row] of rows.entries()) {
    for (const input of inputs(row)) input.addEventListener('input', () => draw(row));
    draw(row);
  }
  tools.hidden = false;
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-covers]')) open(form);

export {};
