/** A number that came by the QR picture leaves the address bar and the history of the telephone. The page works without it. */
if (location.search !== '') history.replaceState(null, '', location.pathname);

export {};
