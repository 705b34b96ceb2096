/**
 * Draws the life of a report out of src/reports/model.ts into docs/reports-life.md: `node scripts/life.ts`. The file is never changed by hand; a
 * test compares it with what is drawn here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  answeredStates,
  type Demand,
  daysUntilClosed,
  type Effect,
  endStates,
  objecting,
  type Party,
  pausedStates,
  type ReportState,
  reopening,
  returnsUntilDecided,
  type StepName,
  states,
  stepNames,
  transition,
} from '../src/reports/model.ts';

type Words = readonly [vi: string, en: string];

const stateWords: Readonly<Record<ReportState, Words>> = {
  sent: ['đã gửi', 'sent'],
  'needs-more': ['cần bổ sung', 'needs more'],
  'not-accepted': ['không tiếp nhận', 'not accepted'],
  merged: ['gộp vào phản ánh khác', 'merged into another'],
  received: ['đã tiếp nhận', 'received'],
  classified: ['đã phân loại', 'classified'],
  handed: ['đã giao cơ quan', 'handed to an office'],
  returned: ['trả lại: không thuộc thẩm quyền', 'returned: not theirs'],
  'in-work': ['đang giải quyết', 'in work'],
  'extension-asked': ['xin gia hạn', 'extension asked'],
  'awaiting-approval': ['chờ duyệt câu trả lời', 'answer awaits approval'],
  answered: ['đã trả lời', 'answered'],
  rated: ['người gửi đã đánh giá', 'judged by the sender'],
  reopened: ['mở lại', 'opened again'],
  closed: ['đã đóng', 'closed'],
};

const stepWords: Readonly<Record<StepName, Words>> = {
  send: ['gửi', 'send'],
  listen: ['nghe và ghi tóm tắt', 'listen and sum up'],
  receive: ['tiếp nhận', 'receive'],
  'not-accept': ['không tiếp nhận', 'not accept'],
  merge: ['gộp', 'merge'],
  'ask-more': ['hỏi thêm', 'ask for more'],
  'give-more': ['bổ sung', 'give more'],
  'stop-waiting': ['kết thúc vì chưa có bổ sung', 'close: nothing more came'],
  classify: ['phân loại', 'classify'],
  hand: ['giao cơ quan', 'hand over'],
  'take-back': ['rút về', 'take back'],
  return: ['trả lại', 'return'],
  assign: ['giao người', 'assign'],
  take: ['nhận việc', 'take'],
  'ask-extension': ['xin gia hạn', 'ask for an extension'],
  'grant-extension': ['cho gia hạn', 'grant it'],
  'deny-extension': ['không cho gia hạn', 'deny it'],
  answer: ['soạn câu trả lời', 'write the answer'],
  'send-back': ['trả để sửa', 'send back'],
  approve: ['duyệt và trả lời', 'approve'],
  rate: ['đánh giá', 'judge'],
  reopen: ['mở lại', 'open again'],
  withdraw: ['rút lại', 'withdraw'],
  close: ['đóng', 'close'],
  show: ['công khai', 'show'],
  unshow: ['không công khai', 'take from view'],
  object: ['đề nghị xem lại việc không công khai', 'answer why it is not shown'],
  note: ['ghi chú nội bộ', 'note among officials'],
  'ask-part': ['mời phối hợp', 'ask another office for a part'],
  'finish-part': ['xong phần phối hợp', 'finish the part'],
  'return-part': ['trả lại phần phối hợp', 'return the part'],
  speak: ['đọc câu trả lời', 'speak the answer'],
  bring: ['mang câu trả lời đến', 'bring the answer'],
  escalate: ['nhắc theo cấp', 'escalate'],
  remind: ['nhắc người gửi', 'remind the sender'],
  'follow-office': ['theo cơ quan mới', 'follow the office that came after'],
  'move-deadline': ['dời hạn theo lịch', 'deadline moved with the calendar'],
};

const partyWords: Readonly<Record<Party, Words>> = {
  sender: ['người gửi', 'sender'],
  helper: ['người ghi giúp', 'helper'],
  centre: ['nơi tiếp nhận', 'receiving centre'],
  office: ['cơ quan giải quyết', 'office'],
  partner: ['cơ quan phối hợp', 'partner office'],
  approver: ['người duyệt', 'approver'],
  listener: ['người nghe', 'listener'],
  publisher: ['người duyệt công khai', 'publisher'],
  system: ['hệ thống', 'system'],
};

const demandWords: Readonly<Record<Demand, Words>> = {
  reason: ['lý do', 'a reason'],
  'words-to-sender': ['lời nhắn người gửi', 'words to the sender'],
  'words-to-officials': ['ghi chú nội bộ', 'words among officials'],
  category: ['lĩnh vực', 'a category'],
  organisation: ['cơ quan', 'an office'],
  assignee: ['người làm', 'a person'],
  master: ['phản ánh chính', 'the main report'],
  amount: ['thêm bao lâu', 'how much more time'],
  substance: ['nội dung và kết quả kèm hình ảnh, hoặc vì sao chưa làm được', 'substance: words and evidence, or why not'],
  'parts-done': ['các phần việc đã xong', 'all parts done'],
  'other-person': ['người khác với người soạn', 'somebody else than the writer'],
  'other-approver': ['sau khi mở lại: người duyệt khác', 'opened again: another approver'],
  'nobody-else': ['nơi tiếp nhận: khi ở cơ quan không còn ai duyệt được', 'the centre: where nobody at the office may'],
  'asked-long-ago': ['đã hỏi đủ lâu', 'asked long enough ago'],
  verdict: ['hài lòng hay chưa', 'satisfied or not'],
  'may-reopen': ['còn lượt, còn hạn', 'not too often, not too late'],
  summary: ['tóm tắt', 'a summary'],
  recording: ['bản ghi giọng người', 'a recording of a voice'],
  'time-over': ['hết hạn mở lại, hoặc đã hài lòng', 'no longer to be opened again, or satisfied'],
  more: ['lời hoặc tệp bổ sung', 'words or a file'],
  'not-public': ['đang không công khai, chưa trả lời, còn lượt', 'not shown, not yet answered, not too often'],
  face: ['phần mọi người xem được', 'what everybody shall see'],
};

const effectWords: Readonly<Record<Effect, Words>> = {
  'start-receive-time': ['tính hạn tiếp nhận', 'time to receive begins'],
  'meet-receive-time': ['xong hạn tiếp nhận', 'time to receive met'],
  'start-answer-time': ['tính hạn trả lời', 'time to answer begins'],
  'meet-answer-time': ['xong hạn trả lời', 'time to answer met'],
  'extend-answer-time': ['kéo dài hạn', 'more time'],
  pause: ['dừng tính hạn', 'time stands still'],
  resume: ['tính hạn tiếp', 'time goes on'],
  'count-return': ['đếm lần trả lại', 'return counted'],
  'count-reopen': ['đếm lần mở lại', 'reopening counted'],
  'count-answer': ['đếm câu trả lời', 'answer counted'],
  'to-centre': ['về nơi tiếp nhận', 'back to the centre'],
  'tell-sender': ['báo người gửi', 'sender is told'],
  'tell-followers': ['báo người theo dõi', 'followers are told'],
  'tell-officials': ['báo cán bộ theo cấp', 'officials of the level are told'],
  brought: ['hết việc phải đến nhà', 'no visit is left to be made'],
  close: ['kết thúc', 'end'],
};

const both = ([vi, en]: Words): string => `${vi} · *${en}*`;
const node = (state: ReportState): string => state.replaceAll('-', '_');
const list = (words: readonly Words[]): string => words.map(both).join('; ') || '–';

/** Where a step leads from a state; steps after which it stays are in the table alone. */
function arrows(): string[] {
  return stepNames.flatMap((step) => {
    const { from, to } = transition(step);
    if (to === 'same') return [];
    const label = stepWords[step][0];
    if (from.length === 0) return [`  [*] --> ${node(to as ReportState)} : ${label}`];
    if (to === 'before') return before().map((state) => `  needs_more --> ${node(state)} : ${label}`);
    return from.map((state) => `  ${node(state)} --> ${node(to)} : ${label}`);
  });
}

/** The states to which a report goes back after it needed more. */
const before = (): readonly ReportState[] => transition('ask-more').from;

function stateLine(state: ReportState): string {
  const marks: Words[] = [
    ...(endStates.includes(state) ? [['kết thúc', 'end'] as const] : []),
    ...(answeredStates.includes(state) ? [['chờ người gửi', 'only the sender’s judgement is awaited'] as const] : []),
    ...(pausedStates.includes(state) ? [['thời hạn dừng', 'time stands still'] as const] : []),
  ];
  return `| \`${state}\` | ${stateWords[state][0]} | ${stateWords[state][1]} | ${list(marks)} |`;
}

function stepLine(step: StepName): string {
  const { from, to, by, demands, effects } = transition(step);
  const fromText = from.length === 0 ? '–' : from.length === states.length ? '*' : from.map((state) => `\`${state}\``).join(' ');
  const toText = to === 'same' ? 'giữ nguyên · *stays*' : to === 'before' ? 'như trước · *as before*' : `\`${to}\``;
  return `| \`${step}\` | ${both(stepWords[step])} | ${list(by.map((party) => partyWords[party]))} | ${fromText} | ${toText} | ${list(
    demands.map((demand) => demandWords[demand]),
  )} | ${list(effects.map((effect) => effectWords[effect]))} |`;
}

/** The whole text of docs/reports-life.md. */
export function lifeText(): string {
  return `# Đời của một phản ánh, kiến nghị · The life of a report

Vẽ từ bảng trong \`src/reports/model.ts\` bằng \`node scripts/life.ts\`; không sửa tay. Drawn from the table in \`src/reports/model.ts\`; not changed by hand.

- Người gửi mở lại được ${reopening.most} lần, trong ${reopening.days} ngày sau câu trả lời. The sender may open it again ${reopening.most} times, within ${reopening.days} days of the answer.
- Sau ${returnsUntilDecided} lần trả lại, nơi tiếp nhận quyết định cơ quan nào làm. After ${returnsUntilDecided} returns the centre decides whose it is.
- Người gửi đề nghị xem lại việc không công khai được nhiều nhất ${objecting.most} lần, mỗi quyết định một lần. The sender may answer why it is not shown at most ${objecting.most} times, each decision once.
- Không có gì mới thì tự đóng sau ${daysUntilClosed} ngày. It closes by itself ${daysUntilClosed} days after the answer.

\`\`\`mermaid
stateDiagram-v2
${states.map((state) => `  ${node(state)} : ${stateWords[state][0]}`).join('\n')}
${arrows().join('\n')}
${endStates.map((state) => `  ${node(state)} --> [*]`).join('\n')}
\`\`\`

## Trạng thái · States

| mã · code | tiếng Việt | English | |
|---|---|---|---|
${states.map(stateLine).join('\n')}

## Bước · Steps

\`*\`: từ mọi trạng thái · from every state.

| mã · code | bước · step | ai · who | từ · from | đến · to | cần · demands | gây ra · causes |
|---|---|---|---|---|---|---|
${stepNames.map(stepLine).join('\n')}
`;
}

if (import.meta.main) {
  const path = join(import.meta.dirname, '..', 'docs', 'reports-life.md');
  const text = lifeText();
  let before = '';
  try {
    before = readFileSync(path, 'utf8');
  } catch {
    // The first time there is none.
  }
  if (before !== text) writeFileSync(path, text);
}
