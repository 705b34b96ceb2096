/** Progress that a person watching the terminal can read: one line a step, renewed in place where the terminal can. */
export interface Progress {
  step(label: string): void;
  count(done: number, total: number, label: string): void;
  done(): void;
}

export function terminalProgress(out: NodeJS.WriteStream = process.stderr): Progress {
  const renew = out.isTTY === true;
  const started = performance.now();
  let open = false;
  let lastShown = 0;
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  `;
  const close = () => {
    if (open) out.write('\n');
    open = false;
  };
  return {
    step(label) {
      close();
      out.write(`${seconds()}${label}\n`);
    },
    count(done, total, label) {
      const now = performance.now();
      if (done < total && now - lastShown < 200) return;
      lastShown = now;
      if (renew) {
        out.write(`\r${seconds()}${label}: ${done}/${total}`);
        open = true;
      } else if (done === total) out.write(`${seconds()}${label}: ${total}\n`);
    },
    done: close,
  };
}
