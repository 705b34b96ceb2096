/** The examples of /developers: what stands there runs as it stands. */

export const languages = ['curl', 'JavaScript', 'Python'] as const;
export type Language = (typeof languages)[number];
export type Examples = Readonly<Record<Language, string>>;

const fields = { service_code: 'road-damage', lat: '21.7168', long: '104.9021' } as const;

/** Listing the services. */
export const listExamples = (origin: string): Examples => ({
  curl: `curl '${origin}/open311/v2/services.json'`,
  JavaScript: `const answer = await fetch('${origin}/open311/v2/services.json');
for (const { service_code, service_name } of await answer.json()) console.log(service_code, service_name);`,
  Python: `import json, urllib.request

with urllib.request.urlopen("${origin}/open311/v2/services.json") as answer:
    for service in json.load(answer):
        print(service["service_code"], service["service_name"])`,
});

/** Sending a report with a key. */
export const sendExamples = (origin: string, key: string, words: string): Examples => ({
  curl: `curl '${origin}/open311/v2/requests.json' \\
  -d api_key='${key}' \\
  -d service_code='${fields.service_code}' -d lat='${fields.lat}' -d long='${fields.long}' \\
  --data-urlencode description='${words}'`,
  JavaScript: `const answer = await fetch('${origin}/open311/v2/requests.json', {
  method: 'POST',
  headers: { 'Idempotency-Key': crypto.randomUUID() },
  body: new URLSearchParams({
    api_key: '${key}',
    service_code: '${fields.service_code}',
    lat: '${fields.lat}',
    long: '${fields.long}',
    description: '${words}',
  }),
});
const [report] = await answer.json();
console.log(answer.status, report.service_request_id ?? report.description);`,
  Python: `import json, urllib.parse, urllib.request

body = urllib.parse.urlencode({
    "api_key": "${key}",
    "service_code": "${fields.service_code}",
    "lat": "${fields.lat}",
    "long": "${fields.long}",
    "description": "${words}",
}).encode()
with urllib.request.urlopen("${origin}/open311/v2/requests.json", body) as answer:
    print(answer.status, json.load(answer)[0]["service_request_id"])`,
});

/** Reading what was sent, and what else there is. */
export const readExamples = (origin: string, key: string): Examples => ({
  curl: `curl '${origin}/open311/v2/requests.json?page_size=5' -H 'Authorization: Bearer ${key}'`,
  JavaScript: `const answer = await fetch('${origin}/open311/v2/requests.json?page_size=5', {
  headers: { Authorization: 'Bearer ${key}' },
});
for (const report of await answer.json()) console.log(report.service_request_id, report.status, report.status_detail);`,
  Python: `import json, urllib.request

ask = urllib.request.Request(
    "${origin}/open311/v2/requests.json?page_size=5",
    headers={"Authorization": "Bearer ${key}"},
)
with urllib.request.urlopen(ask) as answer:
    for report in json.load(answer):
        print(report["service_request_id"], report["status"], report["status_detail"])`,
});

/** Verifying a webhook by hand. */
export const verifyExamples: Pick<Examples, 'JavaScript' | 'Python'> = {
  JavaScript: `import { createHmac, timingSafeEqual } from 'node:crypto';

export function isGenuine(headers, body, secret) {
  const id = headers['webhook-id'];
  const seconds = headers['webhook-timestamp'];
  if (Math.abs(Date.now() / 1000 - Number(seconds)) > 300) return false;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const good = createHmac('sha256', key).update(\`\${id}.\${seconds}.\${body}\`).digest();
  return headers['webhook-signature'].split(' ').some((one) => {
    const given = Buffer.from(one.replace('v1,', ''), 'base64');
    return given.length === good.length && timingSafeEqual(given, good);
  });
}`,
  Python: `import base64, hashlib, hmac, time

def is_genuine(headers, body, secret):
    message_id, seconds = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(seconds)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{message_id}.{seconds}.".encode() + body
    good = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(one, "v1," + good) for one in headers["webhook-signature"].split())`,
};
