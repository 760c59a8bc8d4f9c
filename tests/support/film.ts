/** More than a browser takes in to come past it, in bytes. */
const GAP = 8 * 2 ** 20;

/** The first twenty seconds, and the head of an empty element (Void) of GAP bytes. */
const BEGINNING = Buffer.from(
  'GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQJChYECGFOAZwEAAAAAgASvHFO7a6G7jrOBALeJ94EB8YQA' +
    'AAFpu4+zgk4gt4n3gQHxhACAA4/s+QAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
    'AAAAAAAAAAAAAAAVSalmoCrXsYMPQkBNgIRMYXZmV0GETGF2ZkSJiEDdTAAAAAAAFlSua8iuAQAAAAAAAD/XgQFz' +
    'xYgAAAAAAAAAAZyBACK1nIN1bmSIgQCGhVZfVlA4g4EBI+ODhDuaygDgkLCBILqBEpqBAlWwhFW5gQESVMNn0XNz' +
    'zmPAi2PFiAAAAAAAAAABZ8iYRaOHRU5DT0RFUkSHi0xhdmMgbGlidnB4Z8iiRaOIRFVSQVRJT05Eh5QwMDowMDoz' +
    'MC4wMDAwMDAwMDAAAB9DtnVCF+eBAKPBgQAAgBADAJ0BKiAAEgAIRwiFhYiZhIgsAgJ08+JqyajNGdnTEADnFvn+' +
    'ZHrXn7kSo+onYjjF9OEOwOu6osAHXfijlYED6ACxAQAhEfwAGAAYWC/0AAhwAKOVgQfQALEBABkR/AAYABhYL/QA' +
    'CHAAo5WBC7gAsQEAGRH8ABgAGFgv9AAIcACjlYEPoACxAQAZEfwAGAAYWC/0AAhwAKOegROIANEBACUR/AAYAB5A' +
    'L/QAvEcA5EAAAAAAAAAAo5WBF3AAsQEAJRH8ABgAGFgv9AAIcACjm4EbWADxAQAlEWAUYDFFPiBG7kAWDQDmUOBh' +
    'gKOVgR9AALEBACUR/AAYABhYL/QACHAAo5WBIygAsQEAJRH8ABgAGFgv9AAIcACjlYEnEACxAQAlEfwAGAAYWC/0' +
    'AAhwAKOVgSr4ALEBACUR/AAYABhYL/QACHAAo5WBLuAAsQEAJRH8ABgAGFgv9AAIcACjlYEyyACxAQAlEfwAGAAY' +
    'WC/0AAhwAKOYgTawANEBAA8R/AAYACRAL/QBZmCADiNwo5mBOpgA0QEAExH8ABgAJEAv9AFmYIDNeKAAo5WBPoAA' +
    'sQEAExH8ABgAGFgv9AAIcACjm4FCaACxAQAbEWAUYACpAL/QABe09pWbIDXkAKOVgUZQALEBABsR/AAYABhYL/QA' +
    'CHAAo5WBSjgAsQEAFRH8ABgAGFgv9AAIcADsAQAAAACAAAA=',
  'base64',
);

/** The last ten seconds, from a key frame on. */
const END = Buffer.from(
  'H0O2dUEa54JOIKO9gQAAgPACAJ0BKiAAEgAKRwiFhYiZhIgsAgLUWgILKaRWOhZoAOhIr8wdr+RSLD0/ieK/hmm+' +
    '/MpWUPd0gKOVgQPoALEBACkR/AAYABhYL/QACHAAo5WBB9AAsQEAKRH8ABgAGFgv9AAIcACjlYELuACxAQApEfwA' +
    'GAAYWC/0AAhwAKOVgQ+gALEBAB8R/AAYABhYL/QACHAAo5WBE4gAsQEAHxH8ABgAGFgv9AAIcACjmYEXcADRAQAf' +
    'EfwAGAAeS//0Abz7gORbNwCjmYEbWACxAQAfEWAUYACRAL/QAB2C5EGoE8CjlYEfQACxAQAmEfwAGAAYWC/0AAhw' +
    'AKOVgSMoALEBABQR/AAYABhYL/QACHAA',
  'base64',
);

/** How long it is, in seconds. */
export const FILM_SECONDS = 30;

/**
 * A silent film of 32 × 18 pixels (WebM, VP8, a picture a second), whose last ten seconds are 8 MiB behind
 * the others, which a browser leaves out. Debian 12's ffmpeg 5.1 made it, with `-f lavfi -i gradients=
 * size=32x18:rate=1:duration=30:n=2:speed=0.02:seed=1 -pix_fmt yuv420p -c:v libvpx -b:v 4k -g 20 -crf 63
 * -qmin 50 -qmax 63 -fflags +bitexact -flags:v +bitexact -cluster_time_limit 19500`; its SeekHead then made
 * place for its Cues, which name the place of the second cluster behind the gap.
 */
export const film = (): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat([BEGINNING, Buffer.alloc(GAP), END]));
