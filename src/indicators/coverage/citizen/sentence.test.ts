import { describe, expect, test } from 'vitest';
import { type Lang, plain } from '../../../platform/i18n/index.ts';
import { type Answered, answerOf } from './sentence.ts';

const kinds = { communes: 'xã, phường, thị trấn', villages: 'thôn, bản, tổ dân phố' };
const whole: Answered = {
  about: 'units',
  name: 'tỉnh Sông Hồng',
  day: '31/05/2022',
  communes: { withTeam: 173, total: 173 },
  villages: { withTeam: 1356, total: 1356 },
  unknown: 0,
  members: 1744,
  teams: 1529,
  kinds,
  worst: null,
};
const say = (of: Partial<Answered>, lang: Lang = 'vi') => plain(answerOf({ ...whole, ...of }, lang));
const marksIn = (of: Partial<Answered>) =>
  answerOf({ ...whole, ...of }, 'vi').flatMap((part) =>
    typeof part === 'string' || part.mark === '' ? [] : [`${part.mark}: ${plain(part.parts)}`],
  );

describe('the answer in a sentence', () => {
  test('everything is there', () => {
    expect(say({})).toBe(
      'Tất cả 173/173 xã, phường, thị trấn đã có Tổ công nghệ số cộng đồng. Tất cả 1.356/1.356 thôn, bản, tổ dân phố cũng đã có Tổ.',
    );
  });

  test('villages are missing, most in one place, all in one place, in no place more than elsewhere', () => {
    const villages = { withTeam: 1256, total: 1356 };
    expect(say({ villages, worst: { name: 'huyện Mường', where: 'most' } })).toContain(
      'Còn 100 thôn, bản, tổ dân phố chưa có Tổ, nhiều nhất ở huyện Mường.',
    );
    expect(say({ villages, worst: { name: 'huyện Mường', where: 'only' } })).toContain('chưa có Tổ, đều ở huyện Mường.');
    expect(say({ villages })).toMatch(/tổ dân phố chưa có Tổ\.$/);
    expect(say({ villages, worst: { name: 'huyện Mường', where: 'most' } })).not.toContain('cũng');
  });

  test('one village is missing', () => {
    const villages = { withTeam: 1355, total: 1356 };
    expect(say({ villages, worst: { name: 'xã Nà', where: 'only' } })).toContain(
      'Chỉ còn 1 trong 1.356 thôn, bản, tổ dân phố chưa có Tổ, ở xã Nà.',
    );
    expect(say({ villages, worst: { name: 'thôn 5', where: 'named' } })).toContain('chưa có Tổ: thôn 5.');
    expect(say({ villages, worst: { name: 'Nà commune', where: 'only' } }, 'en')).toContain('Only 1 of 1,356');
  });

  test('some communes, none, and some of which nothing is known', () => {
    expect(say({ communes: { withTeam: 150, total: 173 } })).toContain(
      '150/173 xã, phường, thị trấn đã có Tổ công nghệ số cộng đồng, còn 23 nơi chưa có.',
    );
    expect(say({ communes: { withTeam: 0, total: 173 } })).toContain('Chưa xã, phường, thị trấn nào có Tổ công nghệ số cộng đồng cấp xã.');
    expect(say({ communes: { withTeam: 51, total: 99 }, unknown: 48 })).toContain(
      '51/99 xã, phường, thị trấn đã có Tổ công nghệ số cộng đồng; 48 nơi không có số liệu vào ngày này.',
    );
    expect(say({ communes: { withTeam: 50, total: 99 }, unknown: 48 })).toContain('cộng đồng, 1 nơi chưa có; 48 nơi không có số liệu');
    expect(say({ communes: { withTeam: 0, total: 48 }, unknown: 48, villages: { withTeam: 0, total: 0 } })).not.toContain('thôn');
  });

  test('nothing at all names the day and the place', () => {
    const none = { communes: { withTeam: 0, total: 173 }, villages: { withTeam: 0, total: 1356 }, teams: 0, members: 0 };
    expect(say(none)).toBe('Ngày 31/05/2022, tỉnh Sông Hồng chưa có Tổ công nghệ số cộng đồng nào trong hồ sơ.');
    expect(say(none, 'en')).toContain('has no community digital team in the record');
  });

  test('no village has a team; no village is recorded; one village only', () => {
    expect(say({ villages: { withTeam: 0, total: 5 } })).toContain('Chưa thôn, bản, tổ dân phố nào có Tổ riêng.');
    expect(say({ villages: { withTeam: 0, total: 0 } })).toContain('Hồ sơ chưa có danh sách thôn, bản, tổ dân phố ở đây.');
    expect(say({ villages: { withTeam: 1, total: 1 } })).toContain('Nơi duy nhất thuộc cấp thôn, bản cũng đã có Tổ.');
  });

  test('a commune and a village speak of themselves', () => {
    const commune = { about: 'commune' as const, name: 'xã Nà', communes: { withTeam: 1, total: 1 }, members: 9 };
    expect(say({ ...commune, villages: { withTeam: 4, total: 5 } })).toContain(
      'Xã Nà đã có Tổ công nghệ số cộng đồng với 9 thành viên. Chỉ còn 1',
    );
    expect(say({ ...commune, members: 0 })).toContain('Xã Nà đã có Tổ công nghệ số cộng đồng, chưa ghi thành viên nào.');
    const village = { about: 'village' as const, name: 'thôn 1', members: 1, villages: { withTeam: 1, total: 1 } };
    expect(say(village)).toBe('Thôn 1 đã có Tổ công nghệ số cộng đồng với 1 thành viên.');
    expect(say(village, 'en')).toContain('with 1 member.');
    expect(say({ ...village, villages: { withTeam: 0, total: 1 } })).toBe('Thôn 1 chưa có Tổ công nghệ số cộng đồng.');
    expect(say({ ...village, villages: { withTeam: 0, total: 1 }, unknown: 1 })).toContain('không có số liệu');
  });

  test('numbers are marked good when whole and waiting when not', () => {
    expect(marksIn({})).toEqual(['good: 173/173']);
    expect(marksIn({ communes: { withTeam: 150, total: 173 } })).toContain('waiting: 150/173');
  });
});
