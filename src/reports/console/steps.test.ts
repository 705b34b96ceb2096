import { expect, test } from 'vitest';
import { life, stepNames } from '../model.ts';
import { chainTo } from './steps.ts';

test('handing over and classifying take what comes before them along, from every state in which the table allows the beginning', () => {
  expect(chainTo('hand', 'sent')).toEqual(['receive', 'classify', 'hand']);
  expect(chainTo('hand', 'received')).toEqual(['classify', 'hand']);
  expect(chainTo('hand', 'returned')).toEqual(['classify', 'hand']);
  expect(chainTo('hand', 'classified')).toEqual(['classify', 'hand']);
  expect(chainTo('classify', 'sent')).toEqual(['receive', 'classify']);
  expect(chainTo('classify', 'received')).toEqual(['classify']);
});

test('every other step is one by itself', () => {
  for (const step of stepNames.filter((one) => one !== 'hand' && one !== 'classify')) expect(chainTo(step, 'sent')).toEqual([step]);
});

test('each chain follows the table', () => {
  for (const state of ['sent', 'received', 'classified', 'returned'] as const) {
    let at: string = state;
    for (const step of chainTo('hand', state)) {
      expect(life[step].from, `${step} from ${at}`).toContain(at);
      at = life[step].to;
    }
    expect(at).toBe('handed');
  }
});
