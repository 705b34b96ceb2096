import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { type Actor, anonymous, system } from '../../platform/session/index.ts';
import { auditLedger } from '../entry.ts';
import { module } from '../module.ts';
import { aboutPerson, noteVerification, trailPage } from '../queries.ts';
import { record } from '../record.ts';
import { sealOnce } from '../seal/sealer.ts';
import { verifyLedger } from '../seal/verify.ts';

let app: TestApp;
let auditor: string;
beforeAll(async () => {
  app = await startApp();
  auditor = await app.signedIn('auditor');
  const { db } = app.context;
  await db.transaction(async (tx) => {
    for (let n = 0; n < 60; n++)
      await record(tx, system, { action: 'test.write', subject: { kind: 'test.thing', id: `n${n}` }, fields: ['name'] });
  });
});
afterAll(() => app.close());

async function page(path: string): Promise<{ status: number; text: string; cookie: string }> {
  const response = await fetch(`${app.address}${path}`, { headers: { cookie: auditor } });
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0])
    .join('; ');
  return { status: response.status, text: await response.text(), cookie };
}

describe('/console/audit', () => {
  it('shows the newest first, and leads on to the older', async () => {
    const first = await page('/console/audit?action=test.write');
    expect(first.status).toBe(200);
    expect(first.text).toContain('Nhật ký hệ thống');
    expect(first.text.indexOf('n59')).toBeLessThan(first.text.indexOf('n58'));
    expect(first.text).toContain('10:00:00 22/11/2026');
    expect(first.text).toContain('chờ niêm phong');
    const next = /href="(\/console\/audit\?action=test\.write&(?:amp;)?after=\d+)"/.exec(first.text)?.[1]?.replace('&amp;', '&');
    const second = await page(next ?? '/missing');
    expect(second.text).toContain('n0<');
    expect(second.text).not.toContain('n59');
    expect(second.text).not.toContain('rel="next"');
  });

  it('filters by subject, and says when nothing matches', async () => {
    expect((await page('/console/audit?kind=test.thing&id=n7&lang=en')).text).toContain('test.thing n7');
    const none = await page('/console/audit?id=nowhere&lang=en');
    expect(none.text).toContain('No lines');
  });

  it('says how far the trail is sealed and whether it is whole', async () => {
    const { db } = app.context;
    const found = await vi.waitFor(
      async () => {
        await sealOnce(db, auditLedger);
        const verified = await verifyLedger(db, auditLedger);
        expect(verified.openRows).toBe(0n);
        return verified;
      },
      { timeout: 20_000 },
    );
    await db.transaction((tx) => noteVerification(tx, found));
    const whole = await page('/console/audit');
    expect(whole.text).toContain('tất cả còn nguyên vẹn');
    expect(whole.text).toContain('đã niêm phong');
    app.database.clock.advance({ minutes: 1 });
    const id = '0190ffff-0000-7000-8000-000000000001';
    const broken = { kind: 'changed', seal: 1n, sealed: 2n, found: 2n, records: [{ id, how: 'changed' }] } as const;
    await db.transaction((tx) => noteVerification(tx, { ...found, firstBreak: broken, breaks: [broken] }));
    const shown = (await page('/console/audit')).text;
    expect(shown).toContain('niêm phong số 1 không còn đúng');
    expect(shown).toContain(`href="/console/audit?entry=${id}"`);
  });

  it('verifies now when asked, and writes down who asked', async () => {
    const form = await page('/console/audit');
    const token = /name="_csrf" value="([^"]+)"/.exec(form.text)?.[1] ?? '';
    const response = await fetch(`${app.address}/console/audit/verify`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: `${auditor}; ${form.cookie}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _csrf: token }),
    });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/console/audit?verified=done');
    const found = await trailPage(app.context.db, { action: 'audit.verify' }, null);
    expect(found.rows[0]?.actorId).toBe(demonstrationPeople.get('auditor')?.id);
  });

  it('filters by day, actor and person, shows for whom and from where, and notes the search for a person', async () => {
    const citizen = demonstrationPeople.get('citizen')?.id ?? '';
    const officer = demonstrationPeople.get('commune-officer')?.id ?? '';
    const device = '0190dddd-0000-7000-8000-000000000001';
    const absent = demonstrationPeople.get('commune-leader')?.id ?? '';
    const actor: Actor = { ...anonymous, kind: 'person', id: officer, session: { id: device, device, strength: 'two' } };
    await app.context.db.transaction((tx) =>
      record(tx, actor, {
        action: 'test.look',
        subject: { kind: 'test.person', id: citizen },
        persons: [citizen],
        purpose: 'recovery',
        actingFor: absent,
      }),
    );
    for (const query of [`person=${citizen}`, `actor=${officer}`, 'day=22/11/2026&action=test.look']) {
      const { text } = await page(`/console/audit?${query}`);
      expect(text).toContain('<code>test.look</code>');
      expect(text).toContain(`thay cho …\u2060${absent.slice(-12)}`);
      expect(text).toContain(`từ thiết bị …\u2060${device.slice(-12)}`);
      expect(text).toContain('recovery');
    }
    expect((await page('/console/audit?day=21/11/2026&action=test.look')).text).toContain('Không có dòng nào');
    const search = (await trailPage(app.context.db, { action: 'audit.search', person: citizen }, null)).rows[0];
    expect(search).toMatchObject({ actorId: demonstrationPeople.get('auditor')?.id, persons: [citizen], fields: ['person'] });
    const about = await aboutPerson(app.context.db, citizen, { limit: 1 });
    expect(about).toMatchObject([{ action: 'audit.search' }]);
    const older = await aboutPerson(app.context.db, citizen, { limit: 1, before: about[0]?.position ?? null });
    expect(older).toMatchObject([
      { action: 'test.look', actorId: officer, actingFor: absent, purpose: 'recovery', subjectKind: 'test.person' },
    ]);
  });

  it('exports what the trail holds about a person, and erasing leaves it', async () => {
    const source = module.privacy?.(app.context);
    const citizen = demonstrationPeople.get('citizen')?.id ?? '';
    await app.context.db.transaction(async (tx) => {
      expect((await source?.exportPerson(tx, citizen))?.['audit.entry']?.some((row) => row.action === 'test.look')).toBe(true);
      expect(await source?.erasePerson(tx, citizen)).toEqual({});
      expect(await aboutPerson(tx, citizen)).not.toEqual([]);
    });
  });

  it.each(['day=31/02/2026', 'actor=me', 'person=%27'])('answers %s with what is wrong', async (query) => {
    const wrong = await page(`/console/audit?${query}`);
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('id="problems"');
  });

  it('is closed to whoever has no right to it', async () => {
    const cookie = await app.signedIn('commune-officer');
    for (const path of ['/console/audit', '/console/audit/bundle', '/console/audit/bundle/file?from=2026-11-22&until=2026-11-22'])
      expect((await fetch(`${app.address}${path}`, { headers: { cookie } })).status).toBe(403);
  });

  it('treats what is typed as words, not as code', async () => {
    const odd = await page(
      `/console/audit?kind=${encodeURIComponent(`'; drop table audit.entry; --`)}&id=${encodeURIComponent('<script>alert(1)</script>')}`,
    );
    expect(odd.status).toBe(200);
    expect(odd.text).not.toContain('<script>alert');
    expect((await page('/console/audit?after=x')).status).toBe(400);
  });
});
