/**
 * What script adds to every page; each page works without it. It runs before the page is read, because fonts that are already
 * here must come before the first line is shown, and is built as a plain script.
 */
(() => {
  const fonts = document.currentScript?.dataset.fonts ?? '';
  const root = document.documentElement;

  const addFonts = () => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = fonts;
    document.head.append(link);
  };
  /** Storage can be forbidden; then fonts are simply asked for after each page. */
  const remembered = () => {
    try {
      return localStorage.getItem('fonts') === fonts;
    } catch {
      return false;
    }
  };
  const slow = () => {
    const connection = (navigator as { connection?: { saveData?: boolean; effectiveType?: string } }).connection;
    if (connection) return connection.saveData === true || /2g|3g/.test(connection.effectiveType ?? '');
    const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return page !== undefined && page.responseEnd - page.requestStart > 800;
  };

  if (fonts && remembered()) addFonts();
  else if (fonts)
    addEventListener('load', () => {
      if (slow()) return;
      addFonts();
      document.fonts?.load('1em "Be Vietnam Pro"').then(
        () => {
          try {
            localStorage.setItem('fonts', fonts);
          } catch {
            // Nothing to remember it in.
          }
        },
        () => undefined,
      );
    });

  /** One word for anything that takes longer than a second. */
  let waiting = 0;
  const busy = (on: boolean) => {
    clearTimeout(waiting);
    const bar = document.getElementById('busy');
    if (!bar) return;
    if (!on) bar.hidden = true;
    else
      waiting = setTimeout(() => {
        bar.hidden = false;
      }, 1000);
  };
  addEventListener('pageshow', () => {
    busy(false);
    for (const form of document.querySelectorAll('form[aria-busy]')) form.removeAttribute('aria-busy');
  });
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    // A second tap on a slow network would send the same again.
    if (form.method === 'post' && form.getAttribute('aria-busy')) event.preventDefault();
    else if (!event.defaultPrevented) {
      form.setAttribute('aria-busy', 'true');
      busy(true);
    }
  });

  // Whoever signs out on a shared phone is no longer told on it; the sign-out itself waits for nothing that hangs.
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (form.getAttribute('action') !== '/sign-out' || !navigator.serviceWorker) return;
    event.preventDefault();
    const ended = navigator.serviceWorker
      .getRegistration()
      .then((found) => found?.pushManager?.getSubscription())
      .then((found) => found?.unsubscribe())
      .catch(() => undefined);
    void Promise.race([ended, new Promise((done) => setTimeout(done, 1500))]).then(() => form.submit());
  });

  const openMenu = () => document.querySelector<HTMLDetailsElement>('.menu[open]');
  document.addEventListener('click', (event) => {
    const target = event.target as Element;
    const menu = openMenu();
    if (menu && !menu.contains(target)) menu.open = false;
    if (target.closest('[data-do=print]')) print();
    const link = target.closest('a');
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (menu?.contains(link)) menu.open = false;
    if (!link.target && !link.hasAttribute('download') && link.origin === location.origin && !link.hash) busy(true);
  });
  document.addEventListener('keydown', (event) => {
    const menu = event.key === 'Escape' ? openMenu() : null;
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  });

  /** A button beside a day that opens the browser's own calendar; the text stays as people write it. */
  const addCalendar = (input: HTMLInputElement) => {
    const picker = document.createElement('input');
    picker.type = 'date';
    if (picker.type !== 'date' || !('showPicker' in picker)) return;
    picker.className = 'sr-only';
    picker.tabIndex = -1;
    picker.setAttribute('aria-hidden', 'true');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button secondary';
    button.textContent = input.dataset.date ?? '';
    button.addEventListener('click', () => {
      const [, day, month, year] = /^(\d\d?)\/(\d\d?)\/(\d{4})$/.exec(input.value.trim()) ?? [];
      // Only days that every year has are handed over; a browser complains of others.
      const usual = Number(month) <= 12 && Number(day) <= (Number(month) === 2 ? 28 : 30);
      picker.value = day && month && usual ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : '';
      picker.showPicker();
    });
    picker.addEventListener('change', () => {
      if (picker.value) input.value = picker.value.split('-').reverse().join('/');
      input.focus();
    });
    input.after(button, picker);
  };

  document.addEventListener('DOMContentLoaded', () => {
    root.dataset.script = 'on';
    for (const item of document.querySelectorAll<HTMLElement>('[data-needs]')) item.hidden = false;
    document.querySelectorAll<HTMLInputElement>('input[data-date]').forEach(addCalendar);
  });
  // Without network pages open all the same; a first visit on a slow line comes before that.
  addEventListener('load', () => void setTimeout(() => navigator.serviceWorker?.register('/sw.js').catch(() => undefined), 3000));
  // Browsers that know autofocus only on controls.
  if (!('autofocus' in HTMLElement.prototype)) addEventListener('load', () => document.getElementById('problems')?.focus());
})();
