/**
 * The form in which a report is captured on a phone today; it stands in what is sent as `schema`. With a new one, `captured.ts` gets the way from the
 * form before it, and `samples` what phones of the new one hold. Runs on a phone.
 */
export const newestForm = 1;
