import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { system } from '../../platform/session/index.ts';
import { record } from '../record.ts';
import { sealOnce } from '../seal/sealer.ts';
import { verifyLedger } from '../seal/verify.ts';
import { auditLedger, noteVerification } from '../store.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  const { db } = app.context;
  await db.transaction(async (tx) => {
    for (let n = 0; n < 60; n++)
      await record(tx, system, { action: 'test.write', subject: { kind: 'test.thing', id: `n${n}` }, fields: ['name'] });
  });
});
afterAll(() => app.close());

async function page(path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${app.address}${path}`);
  return { status: response.status, text: await response.text() };
}

describe('/console/audit', () => {
  it('shows the newest first, and leads on to the older', async () => {
    const first = await page('/console/audit?action=test.write');
    expect(first.status).toBe(200);
    expect(first.text).toContain('Nhật ký hệ thống');
    expect(first.text.indexOf('n59')).toBeLessThan(first.text.indexOf('n58'));
    expect(first.text).toContain('22/11/2026 10:00:00');
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
    await db.transaction((tx) => noteVerification(tx, { ...found, firstBreak: { kind: 'changed', seal: 1n, sealed: 2n, found: 2n } }));
    expect((await page('/console/audit')).text).toContain('niêm phong số 1 không còn đúng');
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
