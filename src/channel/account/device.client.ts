/** Notices on this device: what the browser can do is shown as it is; permission is asked for only after a tap. */
type State = 'unsupported' | 'denied' | 'off' | 'on' | 'failed';

const card = document.querySelector<HTMLElement>('[data-device]');

function show(card: HTMLElement, state: State): void {
  for (const part of card.querySelectorAll<HTMLElement>('[data-when]')) part.hidden = !(part.dataset.when ?? '').split(' ').includes(state);
}

const field = (form: HTMLFormElement, name: string) => form.querySelector<HTMLInputElement>(`input[name="${name}"]`);

function fill(form: HTMLFormElement, values: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    const input = field(form, name);
    if (input) input.value = value ?? '';
  }
}

async function subscriptionHere(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Whether the server tells this person on this browser: another person's registration on a shared phone is not theirs. */
async function isMine(form: HTMLFormElement, endpoint: string): Promise<boolean> {
  const body = new URLSearchParams({ endpoint, _csrf: field(form, '_csrf')?.value ?? '' });
  const response = await fetch('/account/notices/devices/check', { method: 'POST', body, headers: { accept: 'application/json' } });
  if (!response.ok) return false;
  const answer: { mine?: unknown } = await response.json();
  return answer.mine === true;
}

/** The key as browsers of 2020 want it. */
function keyBytes(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

async function subscribe(key: string): Promise<PushSubscription> {
  await navigator.serviceWorker.register('/sw.js');
  const { pushManager } = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: keyBytes(key) };
  try {
    return await pushManager.subscribe(options);
  } catch {
    // Registered under another key of this site, of an earlier installation.
    await (await pushManager.getSubscription())?.unsubscribe();
    return pushManager.subscribe(options);
  }
}

async function switchOn(card: HTMLElement, form: HTMLFormElement): Promise<void> {
  const permission = await Notification.requestPermission();
  if (permission === 'denied') return show(card, 'denied');
  // Closed without a choice: it can be tapped again.
  if (permission !== 'granted') return;
  try {
    const { endpoint, keys } = (await subscribe(card.dataset.device ?? '')).toJSON();
    fill(form, { endpoint, p256dh: keys?.p256dh, auth: keys?.auth });
    form.submit();
  } catch {
    show(card, 'failed');
  }
}

async function switchOff(form: HTMLFormElement): Promise<void> {
  const subscription = await subscriptionHere();
  fill(form, { endpoint: subscription?.endpoint });
  await subscription?.unsubscribe().catch(() => false);
  form.submit();
}

async function begin(card: HTMLElement): Promise<void> {
  const [on, off] = card.querySelectorAll('form');
  if (!on || !off) return;
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return show(card, 'unsupported');
  if (Notification.permission === 'denied') return show(card, 'denied');
  on.addEventListener('submit', (event) => {
    event.preventDefault();
    void switchOn(card, on);
  });
  off.addEventListener('submit', (event) => {
    event.preventDefault();
    void switchOff(off);
  });
  const here = await subscriptionHere().catch(() => null);
  show(card, here !== null && (await isMine(on, here.endpoint).catch(() => false)) ? 'on' : 'off');
}

if (card) void begin(card);

export {};
