/** The door to what programs of others need. */
export { type KeyKind, type WebhookEvent, type WebhookType, webhookTypes } from './contract.ts';
export { type Caller, keyOf, shownKey } from './key-of.ts';
export { module } from './module.ts';
export { type SandboxReport, sandboxCode, sandboxReports, submitSandbox } from './sandbox/store.ts';
export { queueWebhooks } from './webhooks/queue.ts';
