/**
 * Languages and the shape of compiled texts. The texts themselves are in `messages.{vi,en}.json` of each module and are
 * compiled to `messages.gen.ts` by `scripts/messages.ts`. Runs in a browser.
 */

export type Lang = 'vi' | 'en';

/**
 * What a text without a kind takes: words as they are; numbers are written in the language (so give years and codes as text).
 * @public compiled texts use it
 */
export type TextValue = string | number | bigint;

/** A text with marked parts, such as `<good>173</good>`: shown by `Rich` of `platform/ui`. */
export type RichText = readonly (string | RichPart)[];
interface RichPart {
  readonly mark: string;
  readonly parts: RichText;
}

/** The words of a rich text without its marks, for titles and spoken texts. */
export function plain(text: RichText): string {
  return text.map((part) => (typeof part === 'string' ? part : plain(part.parts))).join('');
}
