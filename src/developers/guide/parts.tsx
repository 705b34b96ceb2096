/** Pieces of the developers' pages. */
import type { Lang, RichText } from '../../platform/i18n/index.ts';
import { texts } from '../messages.gen.ts';
import { type Examples, type Language, languages } from './examples.ts';

/** Words with names of fields and headers in them. */
export function Coded({ text, links = {} }: { text: RichText | string; links?: Readonly<Record<string, string>> }) {
  if (typeof text === 'string') return <>{text}</>;
  return (
    <>
      {text.map((part) => {
        if (typeof part === 'string') return part;
        const inner = <Coded text={part.parts} links={links} />;
        const href = links[part.mark];
        if (href !== undefined) return <a href={href}>{inner}</a>;
        if (part.mark === 'b') return <strong>{inner}</strong>;
        return part.mark === 'code' ? <code class="mono">{inner}</code> : inner;
      })}
    </>
  );
}

/** The same example in several languages; the first one is open. */
export function Samples({ lang, examples }: { lang: Lang; examples: Partial<Examples> }) {
  const shown = languages.flatMap((language: Language) => {
    const code = examples[language];
    return code === undefined ? [] : [{ language, code }];
  });
  return (
    <>
      {shown.map(({ language, code }, index) => (
        <details key={language} class="sample-of" open={index === 0}>
          <summary>{texts[lang].example_in({ language })}</summary>
          <pre class="sample" translate={false}>
            <code>{code}</code>
          </pre>
        </details>
      ))}
    </>
  );
}
