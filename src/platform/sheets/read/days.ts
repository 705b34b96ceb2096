/** Excel's numbers of days (ECMA-376, 18.17.4.1), whole days without any time zone. */

/** The last one of the year 9999, in the calendar from 1900. */
const last = 2_958_465;

/**
 * The ISO day of a serial number, `null` where there is none. From 1900: 1 is 1900-01-01 and 60 is the 29 February that
 * 1900 didn't have (read as the 28th); from 1904: 0 is 1904-01-01.
 */
export function serialDay(serial: number, from1904: boolean): string | null {
  const whole = Math.floor(serial) + (from1904 ? 1462 : 0);
  if (whole < 1 || whole > last) return null;
  return isoDay(whole < 60 ? whole + 1 : whole === 60 ? 60 : whole);
}

/** HH:MM:SS of the fraction of a serial number, `null` at midnight. */
export function serialTime(serial: number): string | null {
  const seconds = Math.round((serial - Math.floor(serial)) * 86_400) % 86_400;
  if (seconds === 0) return null;
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** The serial number of an ISO day that Excel can show (from 1900-03-01 on). */
export function daySerial(iso: string): number {
  const [year = 0, month = 0, day = 0] = iso.split('-').map(Number);
  // Years begin in March, so that a leap day is the last of its year.
  const y = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - beforeFirst;
}

/** Days from 0000-03-01 to 1899-12-30, Excel's day 0 for days after the missing one. */
const beforeFirst = 693_899;

function isoDay(serial: number): string {
  const days = serial + beforeFirst;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365);
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const day = ofYear - Math.floor((153 * shifted + 2) / 5) + 1;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
