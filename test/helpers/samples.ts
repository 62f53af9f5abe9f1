/** What a scrape says, read strictly: families with a type and a help, each sample of the family above it. */
export interface Scrape {
  /** Of each family, as its TYPE line says. */
  readonly types: ReadonlyMap<string, string>
  /** The value of a sample by its name and labels, as they stand in the text. */
  readonly samples: ReadonlyMap<string, number>
  /** All names that a query may use. */
  readonly names: ReadonlySet<string>
}

const SAMPLE =
  /^([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\n"])*"(?:,|(?=\})))*\})? ([+-]?Inf|NaN|[\d.e+-]+)$/
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ['', '_total'],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count']
}

/** Throws for every line that is not of the format. */
export function readSamples(text: string): Scrape {
  const types = new Map<string, string>()
  const samples = new Map<string, number>()
  const names = new Set<string>()
  let family = ''
  for (const line of text.split('\n')) {
    if (line === '' || line === '# EOF') continue
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? []
    if (kind === 'HELP') family = name
    if (kind === 'TYPE') {
      if (name !== family) throw new Error(`a type without help: ${line}`)
      types.set(name, rest)
    }
    if (kind !== undefined) continue
    const [, sample = '', labels = '', value = ''] = SAMPLE.exec(line) ?? []
    const suffixes = SUFFIXES[types.get(family) ?? '']
    if (!suffixes?.some(suffix => sample === `${family}${suffix}`)) throw new Error(`no sample of ${family}: ${line}`)
    if (samples.has(sample + labels)) throw new Error(`twice: ${line}`)
    samples.set(sample + labels, Number(value.replace('Inf', 'Infinity')))
    names.add(sample)
  }
  return { types, samples, names }
}
