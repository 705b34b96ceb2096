/** Integer points of a path in tenths of a unit; rings are closed by the path command, lines are not. */
export type Tenths = readonly (readonly [number, number])[];

/**
 * Path data for SVG with relative commands, coordinates in tenths written as decimals (`12.3`), and no sign or blank that the
 * grammar of SVG can do without.
 */
export function pathOf(parts: readonly Tenths[], closed: boolean): string {
  let [x, y] = [0, 0];
  let out = '';
  for (const part of parts) {
    let command = '';
    for (const [at, [px, py]] of part.entries()) {
      const [dx, dy] = [px - x, py - y];
      [x, y] = [px, py];
      const [wanted, numbers] = at === 0 ? moveBy(out, dx, dy) : lineBy(dx, dy);
      if (wanted !== command) out += wanted;
      command = wanted;
      for (const number of numbers) out = append(out, decimal(number));
    }
    // Closing brings the pen back to where the ring began.
    if (closed && part[0]) [out, [x, y]] = [`${out}z`, part[0]];
  }
  return out;
}

type Step = readonly [command: string, numbers: readonly number[]];
const moveBy = (before: string, dx: number, dy: number): Step => [before === '' ? 'M' : 'm', [dx, dy]];

function lineBy(dx: number, dy: number): Step {
  if (dx === 0) return ['v', [dy]];
  return dy === 0 ? ['h', [dx]] : ['l', [dx, dy]];
}

/** Adds a number; a blank only where two numbers would run together. */
function append(text: string, number: string): string {
  const afterNumber = /[\d.]$/.test(text.slice(-1));
  const ownStart = number.startsWith('-') || (number.startsWith('.') && text.at(-2) === '.');
  return afterNumber && !ownStart ? `${text} ${number}` : text + number;
}

function decimal(tenths: number): string {
  const whole = Math.trunc(Math.abs(tenths) / 10);
  const rest = Math.abs(tenths) % 10;
  return `${tenths < 0 ? '-' : ''}${whole === 0 && rest > 0 ? '' : whole}${rest === 0 ? '' : `.${rest}`}`;
}
