import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { Listen, type Sound } from './listen.tsx';

const languages = ['vi', 'mong'].map((code) => ({ code, tag: code === 'vi' ? 'vi' : 'hmn', name: () => `tiếng ${code}`, own: code }));
const html = (recordings: Sound['recordings'], language?: string) =>
  renderToString(
    <Listen lang="vi" back="/reports/new" language={language} sound={{ texts: ['Một "câu" <b>'], recorded: 1, recordings, languages }} />,
  );

describe('“Nghe”', () => {
  test('without script nothing stands there where nothing is recorded', () => {
    const nothing = html({});
    expect(nothing).not.toContain('<audio');
    expect(nothing).not.toContain('<details class="listen-plain"');
    expect(nothing).toContain('<div class="listen-script" hidden');
  });

  test('without script what is recorded can be played, nothing is loaded before, and the own language comes first', () => {
    const two = html({ vi: ['/listen/a'], mong: ['/listen/b'] }, 'mong');
    expect([...two.matchAll(/src="([^"]+)"/g)].map((found) => found[1])).toEqual(['/listen/b', '/listen/a']);
    expect(two.match(/preload="none"/g)).toHaveLength(2);
  });

  test('texts are text: nothing of them becomes markup', () => {
    expect(html({})).not.toContain('<b>');
    expect(html({})).toContain('data-texts=');
  });
});
