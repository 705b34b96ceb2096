/** Invented reports that everybody finds in the sandbox: data/developers/sandbox.csv. Their codes are none of a real report: the check digit is one too high. */
import { shippedRows } from '../shipped.ts';

export interface SandboxExample {
  readonly code: string;
  readonly serviceCode: string;
  readonly state: string;
  /** So long ago it was sent: the sandbox is never old. */
  readonly daysAgo: number;
  readonly description: string;
  readonly address: string;
  readonly lat: number;
  readonly lon: number;
  readonly answer: string;
}

let read: readonly SandboxExample[] | null = null;

/** All of them; throws where a row lacks something, so that a test finds it. */
export function sandboxExamples(): readonly SandboxExample[] {
  read ??= shippedRows('sandbox.csv').map((row) => {
    const { code = '', service_code: serviceCode = '', state = '', days_ago, description = '', address = '', lat, lon, answer = '' } = row;
    const [daysAgo, north, east] = [Number(days_ago), Number(lat), Number(lon)];
    if (
      !/^\d{12}$/.test(code) ||
      serviceCode === '' ||
      state === '' ||
      description === '' ||
      ![daysAgo, north, east].every(Number.isFinite)
    )
      throw new Error(`data/developers/sandbox.csv: the row of "${code}" lacks something`);
    return { code, serviceCode, state, daysAgo, description, address, lat: north, lon: east, answer };
  });
  return read;
}
