/** Plays what a person recorded, or lets the device read Vietnamese. Nothing is asked for before a tap. */

/** How long a device may take to name its voices, milliseconds. */
const voicesWithin = 1_500;

const read = <T>(text: string | undefined, otherwise: T): T => {
  try {
    return text ? (JSON.parse(text) as T) : otherwise;
  } catch {
    return otherwise;
  }
};

const chosen = (): string => /(?:^|;\s*)(?:__Host-)?tieng-noi=([a-z]+)/.exec(document.cookie)?.[1] ?? '';

async function vietnameseVoice(): Promise<SpeechSynthesisVoice | null> {
  if (!('speechSynthesis' in window)) return null;
  const find = () => speechSynthesis.getVoices().find(({ lang }) => /^vi\b/i.test(lang.replace('_', '-'))) ?? null;
  const found = find();
  if (found) return found;
  await new Promise<void>((resolve) => {
    speechSynthesis.addEventListener('voiceschanged', () => resolve(), { once: true });
    setTimeout(resolve, voicesWithin);
  });
  return find();
}

function open(place: HTMLElement): void {
  const part = (name: string) => place.querySelector<HTMLElement>(`[data-listen-${name}]`);
  const [body, play, stop, vietnamese, status] = ['script', 'play', 'stop', 'vietnamese', 'status'].map(part);
  if (!body || !play || !stop || !vietnamese || !status) return;
  const texts = read<readonly string[]>(place.dataset.texts, []);
  const recordings = read<Readonly<Record<string, readonly string[]>>>(place.dataset.recordings, {});
  const recorded = Number(place.dataset.recorded ?? 0);
  const links = [...place.querySelectorAll<HTMLAnchorElement>('a[data-code]')];
  const known = links.map((link) => link.dataset.code ?? '');
  let language = 'vi';
  let own: HTMLAnchorElement | undefined;
  const name = part('language');
  const choose = (code: string): void => {
    language = code;
    own?.removeAttribute('aria-current');
    own = links.find((link) => link.dataset.code === code);
    if (!own || !name) return;
    own.setAttribute('aria-current', 'true');
    name.textContent = own.textContent;
    name.lang = own.querySelector('[lang]')?.getAttribute('lang') ?? '';
  };
  choose([chosen(), place.dataset.language ?? ''].find((code) => known.includes(code)) ?? 'vi');

  let sound: HTMLAudioElement | null = null;
  let turn = 0;
  const show = (playing: boolean, words = ''): void => {
    const focused = document.activeElement === play || document.activeElement === stop || document.activeElement === vietnamese;
    play.hidden = playing;
    stop.hidden = !playing;
    if (playing) vietnamese.hidden = true;
    status.textContent = words;
    if (focused) (playing ? stop : play).focus();
  };
  const end = (words = ''): void => {
    turn += 1;
    sound?.pause();
    sound = null;
    if ('speechSynthesis' in window) speechSynthesis.cancel();
    show(false, words);
  };

  const playOne = (src: string): Promise<void> =>
    new Promise((resolve, reject) => {
      sound = new Audio(src);
      sound.addEventListener('ended', () => resolve(), { once: true });
      sound.addEventListener('error', () => reject(new Error('sound')), { once: true });
      sound.play().catch(reject);
    });
  const say = (text: string, voice: SpeechSynthesisVoice): Promise<void> =>
    new Promise((resolve, reject) => {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = voice.lang;
      utterance.voice = voice;
      utterance.addEventListener('end', () => resolve(), { once: true });
      utterance.addEventListener('error', () => reject(new Error('voice')), { once: true });
      speechSynthesis.speak(utterance);
    });

  async function hear(code: string): Promise<void> {
    const sources = recordings[code] ?? [];
    const mine = ++turn;
    const going = () => mine === turn;
    show(true, place.dataset.playing);
    try {
      for (const src of sources) if (going()) await playOne(src);
      const rest = code === 'vi' ? texts.slice(sources.length > 0 ? recorded : 0) : [];
      const voice = rest.length > 0 && going() ? await vietnameseVoice() : null;
      if (voice) for (const text of rest) if (going()) await say(text, voice);
      if (going()) end(sources.length === 0 && voice === null ? place.dataset.noVoice : '');
    } catch {
      if (going()) end(place.dataset.failed);
    }
  }

  play.addEventListener('click', () => {
    if (language !== 'vi' && !recordings[language]) {
      status.textContent = own?.dataset.none ?? '';
      vietnamese.hidden = false;
      vietnamese.focus();
      return;
    }
    void hear(language);
  });
  vietnamese.addEventListener('click', () => void hear('vi'));
  stop.addEventListener('click', () => end());
  // The choice is kept by the server and holds here at once: leaving the page would lose what is being written on it.
  for (const link of links) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      end();
      vietnamese.hidden = true;
      choose(link.dataset.code ?? 'vi');
      fetch(link.href, { redirect: 'manual' }).catch(() => undefined);
    });
  }
  addEventListener('pagehide', () => end());
  body.hidden = false;
  part('plain')?.remove();
}

for (const place of document.querySelectorAll<HTMLElement>('[data-listen]')) open(place);

export {};
