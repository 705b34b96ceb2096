/** Lists the pages that this browser has kept, those read last first. */
const list = document.querySelector('#kept-pages ul');

async function keptPages(): Promise<{ href: string; title: string }[]> {
  const pages = await caches.open('pages');
  const found = await Promise.all(
    [...(await pages.keys())].reverse().map(async (request) => {
      const { pathname, search } = new URL(request.url);
      const html = (await (await pages.match(request, { ignoreVary: true }))?.text()) ?? '';
      const title = new DOMParser().parseFromString(html.slice(0, html.indexOf('</head>')), 'text/html').title;
      return { href: pathname + search, title: title.split(' · ')[0] ?? '' };
    }),
  );
  return found.filter(({ title }) => title !== '');
}

if (list && 'caches' in self) {
  keptPages().then(
    (pages) => {
      for (const { href, title } of pages) {
        const item = document.createElement('li');
        const link = document.createElement('a');
        link.href = href;
        link.textContent = title;
        item.append(link);
        list.append(item);
      }
      const section = document.getElementById('kept-pages');
      if (section) section.hidden = pages.length === 0;
    },
    () => undefined,
  );
}
