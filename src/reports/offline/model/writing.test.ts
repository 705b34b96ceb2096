import { describe, expect, test } from 'vitest';
import { type Ground, type GroundCategory, nearestCommune, questionsOf } from './ground.ts';
import { bodyOf, emptyWriting, faultsOf, fieldOf, isEmpty, kindOf, readWriting, type Writing, writingIn } from './writing.ts';

const category = (code: string, over: Partial<GroundCategory> = {}): GroundCategory => ({
  code,
  parent: null,
  kind: 'field',
  place: 'required',
  privacy: 'public',
  icon: 'document',
  name: code,
  hint: '',
  notice: null,
  leaf: true,
  questions: [],
  ...over,
});
const question = (code: string, label: string, required = false) => ({ code, label, required, answer: 'text' as const, options: [] });
const roads = category('roads', {
  leaf: false,
  questions: [question('since', 'Từ bao giờ?'), question('blocked', 'Có chặn đường không?')],
});
const hole = category('hole', { parent: 'roads', questions: [question('blocked', 'Đường có bị chặn không?', true)] });
const ground: Ground = {
  version: 1,
  day: '2026-11-20',
  languages: ['vi'],
  numbers: [],
  categories: [roads, hole],
  notices: {},
  communes: [
    ['1', 'Xã A', 21.5, 104.4, [['aaaaaa', 'Thôn 1']]],
    ['2', 'Xã B', 21.6, 104.4, []],
    ['3', 'Xã không rõ chỗ', null, null, []],
  ],
};
const whole: Writing = {
  ...emptyWriting,
  category: 'hole',
  words: 'Ổ gà',
  answers: { blocked: 'Có' },
  commune: '1',
  village: 'aaaaaa',
  villageName: 'Thôn 1',
};
const codes = (writing: Writing, kinds: Parameters<typeof faultsOf>[3] = [], of = hole) =>
  faultsOf(writing, ground, of, kinds).map(({ field, code }) => `${field} ${code}`);

describe('what is wrong', () => {
  test('nothing said and nothing shown; words without a letter say nothing; a photo is enough for a thing, not for a question', () => {
    expect(codes(emptyWriting)).toEqual([
      'words words-missing',
      'q-blocked answer-missing',
      'commune commune-missing',
      'place_words place-missing',
    ]);
    expect(codes({ ...whole, words: '?!.' })).toEqual(['words words-missing']);
    expect(codes({ ...whole, words: '' }, ['image'])).toEqual([]);
    const asking = category('ask', { kind: 'question', place: 'none' });
    expect(codes({ ...emptyWriting }, ['image', 'video'], asking)).toEqual(['words words-missing']);
    expect(codes({ ...emptyWriting }, ['audio'], asking)).toEqual([]);
    expect(codes({ ...whole, words: 'a'.repeat(5001) })).toEqual(['words words-long']);
  });

  test('a commune alone is no place; a village, a landmark or a position is', () => {
    expect(codes({ ...whole, village: '' })).toEqual(['place_words place-missing']);
    expect(codes({ ...whole, village: '', placeWords: 'Cầu treo' })).toEqual([]);
    expect(codes({ ...whole, village: '', commune: '', lat: 21, lon: 104 })).toEqual([]);
    expect(codes(emptyWriting, ['audio'], category('x', { place: 'optional' }))).toEqual([]);
  });

  test('a number that is none, and none where one is needed', () => {
    expect(codes({ ...whole, phone: '123' })).toEqual(['phone phone-strange']);
    expect(codes({ ...whole, phone: '0912 345.678' })).toEqual([]);
    expect(codes({ ...whole, answerBy: 'call' })).toEqual(['phone phone-missing']);
  });
});

describe('what is kept and sent', () => {
  test('what was to be sent becomes the same writing again', () => {
    const full: Writing = {
      ...whole,
      noticed: true,
      lat: 21.5,
      lon: 104.4,
      accuracy: 15,
      placeWords: 'Cầu treo',
      atHome: true,
      keepPrivate: true,
      name: 'Lò Văn A',
      phone: '0912345678',
      answerBy: 'sms',
      language: 'mong',
    };
    expect(writingIn(bodyOf(full, hole, { id: 'x', capturedAt: '2026-11-20T00:00:00Z' }))).toEqual(full);
  });

  test('a matter without a place tells none, whatever was typed before', () => {
    const { place } = bodyOf({ ...whole, lat: 1, lon: 2, atHome: true }, category('ask', { place: 'none' }), { id: 'x', capturedAt: '' });
    expect(place).toEqual({
      commune: '',
      village: '',
      villageKey: '',
      words: '',
      lat: null,
      lon: null,
      accuracyMetres: null,
      atHome: false,
    });
  });

  test('what an older page kept, or what is damaged, is read as far as it goes', () => {
    expect(readWriting({})).toEqual(emptyWriting);
    expect(readWriting({ words: 7, lat: 'north', answers: { a: 1, b: 'x' }, answerBy: 'pigeon', extra: true })).toEqual({
      ...emptyWriting,
      answers: { b: 'x' },
    });
    expect(readWriting({ answers: null })).toEqual(emptyWriting);
    expect(isEmpty({ ...emptyWriting, category: 'hole', noticed: true })).toBe(true);
    expect(isEmpty({ ...emptyWriting, words: 'x' })).toBe(false);
  });

  test('a refusal is led to its field', () => {
    expect(['words', 'answers.blocked', 'place.commune', 'place', 'contact.phone', 'uploads', 'files'].map(fieldOf)).toEqual([
      'words',
      'q-blocked',
      'commune',
      'place_words',
      'phone',
      'photos',
      'phone',
    ]);
    expect([kindOf('image/png'), kindOf('audio/webm'), kindOf('application/pdf'), kindOf('')]).toEqual(['image', 'audio', null, null]);
  });
});

test('questions of what stands above come first, and the deeper of two with one code is asked', () => {
  expect(questionsOf(ground, 'hole').map(({ label }) => label)).toEqual(['Từ bao giờ?', 'Đường có bị chặn không?']);
  expect(questionsOf(ground, 'nothing')).toEqual([]);
});

test('the nearest commune, where one is near', () => {
  expect(nearestCommune(ground, { lat: 21.51, lon: 104.41 })?.[0]).toBe('1');
  expect(nearestCommune(ground, { lat: 10, lon: 106 })).toBeNull();
});
