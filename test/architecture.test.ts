/** The house's dependency rules (ARCHITECTURE.md, "Who may use whom"). Each failure says which rule it is and where the code belongs. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const src = join(root, 'src');

const foundations = ['platform', 'audit', 'legal', 'territory', 'people', 'developers', 'teams'];
const work = ['fieldwork', 'reports', 'channel', 'services', 'training', 'programmes'];

/** What a folder of src/ may import from; itself is always allowed. */
function below(area: string): readonly string[] {
  if (area === 'app') return [...foundations, ...work, 'indicators'];
  if (area === 'indicators') return [...foundations, ...work];
  if (work.includes(area)) return foundations;
  if (area === 'notebook') return [...foundations, ...work];
  const at = foundations.indexOf(area);
  if (at < 0) throw new Error(`src/${area} is not a part of the house; add it to ARCHITECTURE.md and to this test`);
  return foundations.slice(0, at);
}

/** Tables and views that a module offers to those above it; everything else in its schema is its own. */
const published: Readonly<Record<string, readonly string[]>> = {
  legal: ['legal.document', 'legal.clause'],
  territory: [
    'territory.unit_versions',
    'territory.units_on',
    'territory.unit_types',
    'territory.map_state',
    'territory.map_parts',
    'territory.map_ancestors',
  ],
  teams: ['teams.roster_days', 'teams.team_days', 'teams.figure_deltas', 'teams.core_force'],
};

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

const files = walk(src).filter((file) => /\.tsx?$/.test(file));
const sources = files.filter((file) => !/\.(test|gen|fixture)\.tsx?$/.test(file) && !file.endsWith('.long.test.ts'));
const name = (file: string) => relative(root, file).split(sep).join('/');
const area = (file: string) => relative(src, file).split(sep)[0] as string;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
    ),
  ];
  return found.map((match) => {
    const specifier = (match[1] ?? match[2] ?? match[3]) as string;
    return { from: file, to: specifier.startsWith('.') ? resolve(dirname(file), specifier) : specifier, text: specifier };
  });
}

const imports = files.flatMap(importsOf);
const inside = imports.filter((one) => one.to.startsWith(src + sep));

/** Files that also run on a phone: no Node, no Temporal, nothing of the server. */
const travels = (file: string) => /\/(contract|model)\.ts$|\/model\/[^/]+\.ts$/.test(name(file)) && !/\.test\.ts$/.test(file);
const inBrowser = (file: string) =>
  /\.client\.tsx?$/.test(file) || name(file).startsWith('src/platform/browser/') || name(file).startsWith('src/notebook/');

describe('architecture', () => {
  test('the test sees the source', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(imports.length).toBeGreaterThan(200);
    expect(inside.length).toBeGreaterThan(100);
  });

  test('rule 1: modules use only what lies below them', () => {
    const wrong = inside
      .filter((one) => area(one.from) !== area(one.to) && !below(area(one.from)).includes(area(one.to)))
      .map(
        (one) =>
          `${name(one.from)} uses ${name(one.to)}: src/${area(one.from)} may use ${below(area(one.from)).join(', ') || 'nothing'}. Move the code down, or register an implementation from above (rule 5).`,
      );
    expect(wrong).toEqual([]);
  });

  test('rule 1: a module is entered by its door', () => {
    const door = /\/(index|contract|model|module)\.tsx?$|\/messages\.gen\.ts$/;
    const wrong = inside
      .filter(
        (one) =>
          area(one.from) !== area(one.to) && area(one.to) !== 'platform' && !door.test(name(one.to)) && !/\.test\.tsx?$/.test(one.from),
      )
      .map(
        (one) => `${name(one.from)} reaches into ${name(one.to)}: import src/${area(one.to)}/index.ts, and let it offer what is needed.`,
      );
    expect(wrong).toEqual([]);
  });

  test('rule 1: what travels to a phone uses nothing of the server', () => {
    const seen = sources.filter(travels);
    const allowed = (one: Import) =>
      one.to.startsWith(src + sep)
        ? travels(one.to) || /\/platform\/(text|numbers|calendar|i18n|outcome|session)\//.test(name(one.to))
        : one.text.startsWith('typebox');
    const wrong = imports
      .filter((one) => seen.includes(one.from) && !allowed(one))
      .map(
        (one) =>
          `${name(one.from)} imports ${one.text}: contract.ts and model.ts also run on a phone. Move it to commands.ts or queries.ts.`,
      );
    const temporal = seen
      .filter((file) => /\bTemporal\./.test(readFileSync(file, 'utf8')))
      .map((file) => `${name(file)} uses Temporal, which old phones lack: use ISO strings and src/platform/calendar.`);
    expect(seen.length).toBeGreaterThan(1);
    expect([...wrong, ...temporal]).toEqual([]);
  });

  test('rule 1: page scripts use only what travels', () => {
    const ok = (one: Import) =>
      !one.to.startsWith(src + sep)
        ? !one.text.startsWith('node:')
        : inBrowser(one.to) ||
          travels(one.to) ||
          /\/platform\/(browser|ui|i18n|clock|text|numbers|calendar)\//.test(name(one.to)) ||
          /messages\.gen\.ts$/.test(one.to);
    const wrong = imports
      .filter((one) => inBrowser(one.from) && !ok(one))
      .map(
        (one) =>
          `${name(one.from)} imports ${one.text}, which is the server's: only contract.ts, model.ts, texts and src/platform/{browser,ui,i18n} travel.`,
      );
    expect(wrong).toEqual([]);
  });

  test('rule 4: SQL names only the own schema and what others publish', () => {
    const schemas = [...foundations, ...work, 'indicators'];
    const wrong: string[] = [];
    let seen = 0;
    for (const file of sources) {
      const own = area(file);
      const text = readFileSync(file, 'utf8');
      for (const match of text.matchAll(
        /\b(?:from|join|into|update|table|selectFrom|innerJoin|leftJoin|insertInto|updateTable|deleteFrom|references)[\s(]+['"`]?([a-z]+)\.([a-z_]+)/g,
      )) {
        const [, schema, table] = match as unknown as [string, string, string];
        if (!schemas.includes(schema)) continue;
        seen += 1;
        if (schema === own || (own === 'app' && schema === 'platform')) continue;
        if (below(own).includes(schema) && published[schema]?.includes(`${schema}.${table}`)) continue;
        wrong.push(`${name(file)} names ${schema}.${table}: it belongs to src/${schema}. Use its index.ts, or have it publish a view.`);
      }
    }
    expect(seen).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  test('rule 4: foreign keys point down', () => {
    const folder = join(root, 'db', 'migrations');
    const migrations = readdirSync(folder).filter((file) => file.endsWith('.sql'));
    const wrong: string[] = [];
    for (const file of migrations) {
      const own = file.split('_')[1] as string;
      for (const match of readFileSync(join(folder, file), 'utf8').matchAll(/references\s+([a-z]+)\.([a-z_]+)/g)) {
        const schema = match[1] as string;
        if (schema !== own && !below(own).includes(schema))
          wrong.push(`${file}: a table of ${own} refers to ${schema}.${match[2]}, which lies above it`);
      }
    }
    expect(migrations.length).toBeGreaterThan(3);
    expect(wrong).toEqual([]);
  });

  test('no place or office is named in the code: they are data and settings', () => {
    const wrong = sources
      // Defaults of settings, and the specimens of the design system's gallery.
      .filter((file) => name(file) !== 'src/platform/config/settings.ts' && !name(file).startsWith('src/platform/ui/gallery'))
      .filter((file) => /Yên Bái|Lào Cai|Mù Cang Chải/.test(readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))
      .map((file) => `${name(file)} names a province or district: take it from the territory's data or a setting.`);
    expect(wrong).toEqual([]);
  });

  test('no file outgrows its reader', () => {
    const long = sources
      .map((file) => ({ file: name(file), lines: readFileSync(file, 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > 350);
    expect(long.map(({ file, lines }) => `${file} has ${lines} lines: make it a folder of the same name`)).toEqual([]);
  });

  test('each module tells what it is', () => {
    const missing = readdirSync(src)
      .filter((folder) => statSync(join(src, folder)).isDirectory() && !['app', 'platform'].includes(folder))
      .filter((folder) => !readdirSync(join(src, folder)).includes('README.md'));
    expect(missing).toEqual([]);
  });
});
