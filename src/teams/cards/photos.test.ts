/** Photographs: with consent alone, made small, gone with the consent. */

import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Visitor, visit } from '../../../test/support/visitor.ts';
import { openActors } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { meanwhile } from '../../platform/postgres/waiting.fixture.ts';
import { dutyState } from '../../platform/session/index.ts';
import { texts } from './messages.gen.ts';
import { removeUnwanted, setPhoto } from './photos.ts';
import { PHOTO_SIDE, shrinkPhoto } from './shrink.ts';
import { askForConsent, type CardWorld, openCardWorld, person } from './world.fixture.ts';

const t = texts.vi;
let world: CardWorld;
let member: Visitor;
let officer: Visitor;
let portrait: Buffer;

beforeAll(async () => {
  world = await openCardWorld();
  await askForConsent(world);
  member = visit(world.app, await world.app.signedIn('team-member'));
  officer = visit(world.app, await world.app.signedIn('commune-officer'));
  portrait = await sharp({ create: { width: 900, height: 1200, channels: 3, background: '#7a5' } })
    .jpeg()
    .withExif({ IFD0: { Make: 'Secret Phone', Copyright: 'Nobody' }, IFD3: { GPSLatitude: '21/1 43/1 12/1' } })
    .toBuffer();
});
afterAll(() => world.app.close());

const stored = async () => {
  const hashes: string[] = [];
  for await (const { hash } of world.app.context.files.list()) hashes.push(hash);
  return hashes;
};
const form = (bytes: Uint8Array, fields: Readonly<Record<string, string>>, name = 'anh.jpg') => {
  const data = new FormData();
  for (const [key, value] of Object.entries(fields)) data.set(key, value);
  data.set('photo', new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' }));
  return data;
};
const rows = () =>
  world.app.context.db.transaction(
    async (tx) =>
      (await sql<{ person_id: string; file_hash: string }>`select person_id, file_hash from teams.photo`.execute(tx.rows<unknown>())).rows,
    { state: dutyState('identity') },
  );

describe('what comes from a telephone', () => {
  test.each([
    ['a text', Buffer.from('<svg onload=alert(1)>')],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="500" height="500"><rect width="500" height="500"/></svg>')],
    ['half a JPEG', null],
    ['a PDF', Buffer.from('%PDF-1.7')],
    ['nothing', Buffer.alloc(0)],
  ])('%s is no photograph', async (_what, bytes) => {
    const outcome = await shrinkPhoto(bytes ?? portrait.subarray(0, 3000));
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'teams.photo-strange' } });
  });

  test('a stamp is too small', async () => {
    const stamp = await sharp({ create: { width: 100, height: 400, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    expect(await shrinkPhoto(stamp)).toMatchObject({ ok: false, refusal: { code: 'teams.photo-small' } });
  });

  test('a square remains, without place, time and telephone', async () => {
    const outcome = await shrinkPhoto(portrait);
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    const { format, width, height, exif, icc, xmp } = await sharp(outcome.value).metadata();
    expect([format, width, height, exif, icc, xmp]).toEqual(['jpeg', PHOTO_SIDE, PHOTO_SIDE, undefined, undefined, undefined]);
    expect(outcome.value.includes('Secret Phone')).toBe(false);
    expect(portrait.includes('Secret Phone')).toBe(true);
    expect(outcome.value.length).toBeLessThan(60_000);
  });
});

describe('by the member', () => {
  test('not without the tick, and then nothing stays behind', async () => {
    await member.get('/account/card');
    const answer = await member.post('/account/card/photo', form(portrait, {}));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(t.refused_consent_title());
    expect(await rows()).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  test('what is no picture is refused with what to do', async () => {
    await member.get('/account/card');
    const answer = await member.post('/account/card/photo', form(Buffer.from('x'.repeat(500)), { agree: '1' }));
    expect([answer.status, answer.text.includes(t.refused_photo_strange_title())]).toEqual([422, true]);
  });

  test('with consent it shows on the card, in the check of a whole number, and to the officials of the place alone', async () => {
    const before = await stored();
    await member.get('/account/card');
    expect((await member.post('/account/card/photo', form(portrait, { agree: '1' }))).location).toBe('/account/card?done=photo');
    const [row] = await rows();
    expect(row?.person_id).toBe(person('team-member'));
    // The original is gone; only the small one is kept.
    expect((await stored()).filter((hash) => !before.includes(hash))).toEqual([row?.file_hash]);
    const address = `/console/teams/${world.teamId}/cards/${world.membershipOf('team-member')}`;
    for (const [visitor, path, status] of [
      [member, '/account/card/photo', 200],
      [officer, `${address}/photo`, 200],
      [visit(world.app, await world.app.signedIn('team-leader')), '/account/card/photo', 204],
      [visit(world.app, await world.app.signedIn('other-commune-officer')), `${address}/photo`, 404],
    ] as const)
      expect([path, (await visitor.get(path)).status]).toEqual([path, status]);
    const { card, number } = await world.issue('team-member');
    expect(await checked(number)).toContain('data:image/jpeg;base64');
    expect(await checked(card.serial)).not.toContain('data:image');
    expect(await checked(`${card.serial}00000000`)).not.toContain('data:image');
  });

  test('words that changed meanwhile are shown again', async () => {
    await member.get('/account/card');
    expect((await member.post('/account/card/photo', form(portrait, { agree: '7' }))).status).toBe(409);
  });

  test('consent taken back elsewhere hides it at once everywhere; its file goes with the next round', async () => {
    const [row] = await rows();
    await world.run(sql`update people.consent set withdrawn_at = now() where person_id = ${person('team-member')}::uuid`);
    const { number } = await world.issue('team-leader');
    expect(number).toHaveLength(16);
    expect((await member.get('/account/card/photo')).status).toBe(204);
    expect((await officer.get(`/console/teams/${world.teamId}/sheet`)).text).not.toContain('data:image');
    expect((await officer.get(`/console/teams/${world.teamId}/cards/${world.membershipOf('team-member')}/photo`)).status).toBe(204);
    expect(await removeUnwanted(world.app.context)).toBe(1);
    expect(await removeUnwanted(world.app.context)).toBe(0);
    expect(await rows()).toEqual([]);
    expect(await world.app.context.files.has(row?.file_hash ?? '')).toBe(false);
  });

  test('taken out by its owner it is gone, and so is the consent', async () => {
    await member.get('/account/card');
    await member.post('/account/card/photo', form(portrait, { agree: '1' }));
    const [row] = await rows();
    await member.get('/account/card');
    expect((await member.post('/account/card/photo/remove')).location).toBe('/account/card?done=photo-removed');
    expect(await rows()).toEqual([]);
    expect(await world.app.context.files.has(row?.file_hash ?? '')).toBe(false);
    expect((await member.get('/account/consents')).status).toBe(200);
  });
});

describe('by an official', () => {
  test('who says how the member agreed', async () => {
    const address = `/console/teams/${world.teamId}/cards/${world.membershipOf('team-leader')}`;
    await officer.get(address);
    expect((await officer.post(`${address}/photo`, form(portrait, { version: '1' }))).status).toBe(422);
    expect((await officer.post(`${address}/photo`, form(portrait, { version: '1', agree: 'self' }))).status).toBe(422);
    expect((await officer.post(`${address}/photo`, form(portrait, { version: '1', agree: 'paper' }))).location).toBe(
      `${address}?done=photo`,
    );
    expect((await officer.get(`/console/teams/${world.teamId}/sheet`)).text).toContain('data:image/jpeg');
  });

  test('a document of the house that somebody sends in as a picture stays', async () => {
    const hash = (await world.app.context.files.put(portrait, { maxBytes: portrait.length })).hash;
    await world.run(sql`update teams.team_event set file_hash = ${hash}, file_name = 'qd.jpg' where id = (
      select event_id from teams.team_version where team_id = ${world.teamId}::uuid limit 1)`);
    await member.get('/account/card');
    await member.post('/account/card/photo', form(portrait, { agree: '1' }));
    expect(await world.app.context.files.has(hash)).toBe(true);
  });
});

async function checked(number: string): Promise<string> {
  const visitor = visit(world.app);
  await visitor.get('/check');
  return (await visitor.post('/check', { number })).text;
}

test('two photos of one person at once: the later one takes the other away', async () => {
  const { db } = world.app.context;
  const actor = await openActors(db, world.app.context.clock).byPerson(db, person('team-member'));
  const [there, first, second] = ['0', '1', '2'].map((digit) => digit.repeat(64)) as [string, string, string];
  const set = (tx: Tx, hash: string) => setPhoto(tx, actor, { personId: person('team-member'), hash, how: 'self', version: 1 });
  const state = dutyState('identity');
  await db.transaction((tx) => set(tx, there), { state });
  const later = await meanwhile(
    db,
    (tx) => set(tx, first),
    () => db.transaction((tx) => set(tx, second), { state }),
    state,
  );
  expect(later).toEqual({ ok: true, value: { before: first } });
});
