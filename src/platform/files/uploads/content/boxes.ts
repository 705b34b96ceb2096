/**
 * MP4, 3GP and MOV (ISO/IEC 14496-12): boxes in boxes. What is not needed to play (user data with the place, metadata, unknown boxes) becomes `free` of the
 * same size with zeros inside, so that every offset stays right; recorded times become zero. Tracks that are neither picture nor sound go with their samples:
 * cameras write their path into such tracks.
 */
import type { Media, UploadKind } from '../types.ts';
import { type Bytes, Unreadable } from './bytes.ts';

interface Box {
  readonly type: string;
  readonly at: number;
  /** Where the content begins. */
  readonly from: number;
  readonly to: number;
}

interface Track {
  readonly handler: string;
  readonly id: number;
  readonly timescale: number;
  readonly width: number;
  readonly height: number;
}

interface Found {
  seconds: number;
  /** The recording was written in parts. */
  fragments: boolean;
  /** There is a track that is neither picture nor sound. */
  strangers: boolean;
}

/** What stays, by where it is; everything else becomes `free`. */
const kept: Readonly<Record<string, readonly string[]>> = {
  file: ['ftyp', 'styp', 'moov', 'moof', 'mdat', 'mfra', 'sidx', 'ssix', 'pdin'],
  moov: ['mvhd', 'trak', 'mvex', 'iods'],
  trak: ['tkhd', 'edts', 'mdia', 'tref', 'tapt', 'load'],
  mdia: ['mdhd', 'hdlr', 'minf', 'elng'],
  minf: ['vmhd', 'smhd', 'nmhd', 'sthd', 'hmhd', 'gmhd', 'hdlr', 'dinf', 'stbl'],
  stbl: 'stsd stts ctts cslg stsc stsz stz2 stco co64 stss stps sdtp sbgp sgpd subs saiz saio'.split(' '),
  mvex: ['mehd', 'trex', 'leva'],
  moof: ['mfhd', 'traf'],
  traf: ['tfhd', 'tfdt', 'trun', 'sdtp', 'sbgp', 'sgpd', 'subs', 'saiz', 'saio', 'senc'],
};
const MOST_BOXES = 100_000;

/** Cleans the file and says what it is. Throws Unreadable. */
export async function cleanBoxes(bytes: Bytes): Promise<{ kind: UploadKind; media: Media }> {
  return new Cleaner(bytes).clean();
}

class Cleaner {
  private readonly tracks: Track[] = [];
  private boxes = 0;
  private readonly found: Found = { seconds: 0, fragments: false, strangers: false };
  private readonly bytes: Bytes;

  constructor(bytes: Bytes) {
    this.bytes = bytes;
  }

  async clean(): Promise<{ kind: UploadKind; media: Media }> {
    let brand = '';
    for (const box of await this.inside('file', 0, this.bytes.size)) {
      if (box.type === 'ftyp') brand = await this.text(box.from, 4);
      if (box.type === 'moov') await this.movie(box);
      if (box.type === 'moof') await this.fragment(box);
    }
    const video = this.tracks.find(({ handler }) => handler === 'vide');
    if (this.tracks.length === 0) throw new Unreadable('neither picture nor sound');
    // Samples of other tracks lie anywhere in a file of fragments.
    if (this.found.fragments && this.found.strangers) throw new Unreadable('a track of another kind in fragments');
    const quick = brand === 'qt  ' ? 'video/quicktime' : brand.startsWith('3g') ? 'video/3gpp' : 'video/mp4';
    const seconds = this.found.seconds > 0 ? { seconds: Math.round(this.found.seconds * 10) / 10 } : {};
    if (!video) return { kind: 'audio', media: { type: brand.startsWith('3g') ? 'audio/3gpp' : 'audio/mp4', ...seconds } };
    const size = video.width > 0 && video.height > 0 ? { width: video.width, height: video.height } : {};
    return { kind: 'video', media: { type: quick, ...size, ...seconds } };
  }

  /** The boxes of a place that stay; the others are noted to become `free`. */
  private async inside(place: string, from: number, to: number): Promise<Box[]> {
    const found: Box[] = [];
    for (let at = from; at < to; ) {
      if (to - at < 8) {
        // QuickTime ends some lists with a zero.
        if ((await this.bytes.read(at, to - at)).some((byte) => byte !== 0)) throw new Unreadable('a box is cut off');
        break;
      }
      const box = await this.box(at, to, place === 'file');
      if (kept[place]?.includes(box.type)) found.push(box);
      else this.free(box);
      at = box.to;
    }
    return found;
  }

  private async box(at: number, end: number, top: boolean): Promise<Box> {
    if (++this.boxes > MOST_BOXES) throw new Unreadable('too many boxes');
    const head = await this.bytes.read(at, Math.min(16, end - at));
    const type = head.toString('latin1', 4, 8);
    let size = head.readUInt32BE(0);
    let from = at + 8;
    if (size === 1) {
      if (head.length < 16) throw new Unreadable('a box is cut off');
      size = Number(head.readBigUInt64BE(8));
      from = at + 16;
    } else if (size === 0 && top) size = end - at;
    if (at + size > end || at + size < from) throw new Unreadable('a box is cut off');
    return { type, at, from, to: at + size };
  }

  private free(box: Box): void {
    this.bytes.replace(box.at + 4, Buffer.from('free'));
    this.bytes.blank(box.from, box.to - box.from);
  }

  private async text(at: number, length: number): Promise<string> {
    return (await this.bytes.read(at, length)).toString('latin1');
  }

  private async movie(moov: Box): Promise<void> {
    for (const box of await this.inside('moov', moov.from, moov.to)) {
      if (box.type === 'mvhd') {
        const { timescale, duration } = await this.header(box, 0);
        if (timescale > 0 && duration !== null) this.found.seconds = duration / timescale;
      } else if (box.type === 'trak') await this.track(box);
      else if (box.type === 'mvex') {
        this.found.fragments = true;
        await this.inside('mvex', box.from, box.to);
      }
    }
  }

  /** `mvhd` and `mdhd` (and, a word later, `tkhd`): the times of making and changing become zero. */
  private async header(box: Box, gap: number): Promise<{ timescale: number; duration: number | null }> {
    const long = (await this.bytes.read(box.from, 1))[0] === 1;
    const at = box.from + 4;
    this.bytes.blank(at, long ? 16 : 8);
    const rest = await this.bytes.read(at + (long ? 16 : 8), 4 + gap + (long ? 8 : 4));
    const duration = long ? rest.readBigUInt64BE(4 + gap) : BigInt(rest.readUInt32BE(4 + gap));
    const unknown = long ? 0xffff_ffff_ffff_ffffn : 0xffff_ffffn;
    return { timescale: rest.readUInt32BE(0), duration: duration === unknown ? null : Number(duration) };
  }

  private async track(trak: Box): Promise<void> {
    let facts = { handler: '', id: 0, timescale: 0, width: 0, height: 0 };
    let table: Box[] = [];
    for (const box of await this.inside('trak', trak.from, trak.to)) {
      if (box.type === 'tkhd') {
        // Where the others have their time scale this one has its number.
        const { timescale: id } = await this.header(box, 4);
        const size = await this.bytes.read(box.to - 8, 8);
        facts = { ...facts, id, width: size.readUInt16BE(0), height: size.readUInt16BE(4) };
      }
      if (box.type !== 'mdia') continue;
      for (const inner of await this.inside('mdia', box.from, box.to)) {
        if (inner.type === 'mdhd') facts = { ...facts, timescale: (await this.header(inner, 0)).timescale };
        if (inner.type === 'hdlr') facts = { ...facts, handler: await this.text(inner.from + 8, 4) };
        if (inner.type !== 'minf') continue;
        for (const one of await this.inside('minf', inner.from, inner.to))
          if (one.type === 'stbl') table = await this.inside('stbl', one.from, one.to);
      }
    }
    if (facts.handler === 'vide' || facts.handler === 'soun') {
      this.tracks.push(facts);
      return;
    }
    this.found.strangers = true;
    await this.blankSamples(table);
    this.free(trak);
  }

  /** Puts zeros where the samples of a track are. */
  private async blankSamples(table: readonly Box[]): Promise<void> {
    const read = async (type: string) => {
      const box = table.find((one) => one.type === type);
      return box ? this.bytes.read(box.from, box.to - box.from) : null;
    };
    // A copy each: the window of the file moves on.
    const sizes = Buffer.from((await read('stsz')) ?? []);
    const runs = Buffer.from((await read('stsc')) ?? []);
    const short = await read('stco');
    const places = Buffer.from(short ?? (await read('co64')) ?? []);
    if (sizes.length < 12 || runs.length < 8 || places.length < 8) {
      if (places.length >= 8 && places.readUInt32BE(4) > 0) throw new Unreadable('a table of samples is missing');
      return;
    }
    const wide = short ? 4 : 8;
    const chunks = places.readUInt32BE(4);
    const runCount = runs.readUInt32BE(4);
    const same = sizes.readUInt32BE(4);
    const samples = sizes.readUInt32BE(8);
    if (places.length < 8 + chunks * wide || runs.length < 8 + runCount * 12 || (same === 0 && sizes.length < 12 + samples * 4))
      throw new Unreadable('a table of samples is cut off');
    let sample = 0;
    for (let chunk = 0, run = 0; chunk < chunks && sample < samples; chunk++) {
      while (run + 1 < runCount && runs.readUInt32BE(8 + (run + 1) * 12) <= chunk + 1) run++;
      const perChunk = runCount === 0 ? 0 : runs.readUInt32BE(8 + run * 12 + 4);
      const last = Math.min(samples, sample + perChunk);
      let length = same * (last - sample);
      for (; same === 0 && sample < last; sample++) length += sizes.readUInt32BE(12 + sample * 4);
      sample = last;
      const at = wide === 4 ? places.readUInt32BE(8 + chunk * 4) : Number(places.readBigUInt64BE(8 + chunk * 8));
      this.bytes.blank(at, length);
    }
  }

  /** A part of a recording that was written while it was made: it may be the only place that says how long it is. */
  private async fragment(moof: Box): Promise<void> {
    this.found.fragments = true;
    for (const traf of await this.inside('moof', moof.from, moof.to)) {
      if (traf.type !== 'traf') continue;
      let track: Track | undefined;
      for (const box of await this.inside('traf', traf.from, traf.to)) {
        if (box.type === 'tfhd') {
          const id = (await this.bytes.read(box.from + 4, 4)).readUInt32BE(0);
          track = this.tracks.find((one) => one.id === id);
        }
        if (box.type !== 'tfdt' || !track || track.timescale === 0) continue;
        const long = (await this.bytes.read(box.from, 1))[0] === 1;
        const time = await this.bytes.read(box.from + 4, long ? 8 : 4);
        const start = (long ? Number(time.readBigUInt64BE(0)) : time.readUInt32BE(0)) / track.timescale;
        this.found.seconds = Math.max(this.found.seconds, start);
      }
    }
  }
}
