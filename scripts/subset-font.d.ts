declare module 'subset-font' {
  /** The font cut to the letters of `text`; other options are in the package's README. */
  export default function subsetFont(
    font: Buffer,
    text: string,
    options?: { targetFormat?: 'woff2' | 'woff' | 'sfnt'; noHinting?: boolean; keepFeatures?: readonly string[] },
  ): Promise<Buffer>;
}
