/** A recording that is played: nothing is loaded before somebody asks. What was said stands in writing beside it, as the listener's summary. */
import { h } from 'preact';

export function Player(props: { kind: 'audio' | 'video'; src: string; label: string }) {
  const { kind, src, label } = props;
  const shared = { controls: true, preload: 'none', src, 'aria-label': label, class: 'desk-player' };
  return kind === 'audio' ? h('audio', shared) : h('video', { ...shared, width: 480, height: 270 });
}
