import type { WebhookEvent } from '../contract.ts';
import type { sandboxLife } from '../model.ts';

/** What a program is told of its own report in the sandbox: the same fields as of a real one. */
export function sandboxEvent(
  report: {
    readonly id: string;
    readonly appId: string;
    readonly code: string;
    readonly serviceCode: string;
    readonly requestedAt: Temporal.Instant;
  },
  step: (typeof sandboxLife)[number],
  at: Temporal.Instant,
): WebhookEvent {
  return {
    id: `sandbox_${report.id}_${step.state}`,
    type: step.type,
    at: at.toString(),
    appId: report.appId,
    data: {
      service_request_id: report.code,
      service_code: report.serviceCode,
      status: step.state === 'answered' ? 'closed' : 'open',
      state: step.state,
      unit: null,
      requested_datetime: report.requestedAt.toString(),
      updated_datetime: at.toString(),
      expected_datetime: null,
      url: null,
      sandbox: true,
    },
  };
}
