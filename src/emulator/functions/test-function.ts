import { type Clock } from '../clock.ts'
import { type Families } from '../families/families.ts'
import { type FamilyResources } from '../families/family-resources.ts'
import { liveOf } from '../families/stages.ts'
import { type KeyValueStores } from '../key-value-stores/key-value-stores.ts'
import { type FamilyRecord, type FunctionContent } from '../records.ts'
import { checkVersion, invalidVersion } from '../versioned.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { InvalidEvent, readEvent, readObject } from './event.ts'
import { createSandbox, TooManyWaiting } from './sandbox.ts'

interface TestFunctionDeps {
  readonly families: Pick<Families, 'functions' | 'connectionFunctions'>
  readonly clock: Clock
  readonly keyValueStores: Pick<KeyValueStores, 'forFunction'>
}

const EVENT_BYTES_MAX = 40_960
const ERROR_LENGTH_MAX = 1000
/** A run takes a tenth of a second, two seconds at most; behind more of them, callers would have given up. */
const WAITING_MAX = 20

/** Runs the function of the stage. Its errors are part of the answer, which is 200 nevertheless. */
export function testFunctionHandlers({ families, clock, keyValueStores }: TestFunctionDeps): Handlers {
  const { functions, connectionFunctions } = families
  const sandbox = createSandbox({ waitingMax: WAITING_MAX })

  /** The input of a run besides its event, from the function's code and settings. */
  function runOf(code: string, { KeyValueStoreAssociations: stores }: FunctionContent['FunctionConfig']) {
    const [store] = stores?.Items ?? []
    return {
      code: Buffer.from(code, 'base64').toString(),
      now: clock.now(),
      store: store && keyValueStores.forFunction(store.KeyValueStoreARN)
    }
  }

  return {
    async TestFunction({ Name, IfMatch, Stage = 'DEVELOPMENT', EventObject }, call) {
      const tested = stageOf(functions.resources, Name, Stage)
      // The model has no PreconditionFailed for this operation.
      if (IfMatch !== tested.etag) throw invalidVersion()
      const { FunctionConfig, FunctionCode } = tested.config
      const event = eventOf(EventObject, readEvent)
      // Before the run, during which the function may be changed.
      const described = await functions.handlers.DescribeFunction?.({ Name, Stage }, call)
      const run = { ...runOf(FunctionCode, FunctionConfig), runtime: FunctionConfig.Runtime, event }
      const { output, error, logs, computeUtilization } = await sandbox.run(run).catch(refuseTooMany)
      return {
        TestResult: {
          FunctionSummary: described?.FunctionSummary,
          ComputeUtilization: String(computeUtilization),
          FunctionExecutionLogs: [...logs],
          FunctionErrorMessage: shortened(error ?? ''),
          FunctionOutput: output ? xmlSafeJson(output) : ''
        }
      }
    },

    async TestConnectionFunction({ Id, IfMatch, Stage = 'DEVELOPMENT', ConnectionObject }, call) {
      const tested = stageOf(connectionFunctions.resources, Id, Stage)
      checkVersion(tested, IfMatch)
      const { ConnectionFunctionConfig, ConnectionFunctionCode } = tested.config
      const connection = eventOf(ConnectionObject, readObject)
      const described = await connectionFunctions.handlers.DescribeConnectionFunction?.({ Identifier: Id, Stage }, call)
      const run = { ...runOf(ConnectionFunctionCode, ConnectionFunctionConfig), connection }
      const { output, error, logs, computeUtilization } = await sandbox.runConnection(run).catch(refuseTooMany)
      return {
        ConnectionFunctionTestResult: {
          ConnectionFunctionSummary: described?.ConnectionFunctionSummary,
          ComputeUtilization: String(computeUtilization),
          ConnectionFunctionExecutionLogs: [...logs],
          ConnectionFunctionErrorMessage: shortened(error ?? ''),
          ConnectionFunctionOutput: output ? xmlSafeJson(output) : ''
        }
      }
    }
  }
}

function refuseTooMany(error: unknown): never {
  throw error instanceof TooManyWaiting ? fault('Throttling', 'Rate exceeded') : error
}

function stageOf<Config extends object>(
  { get, missing }: FamilyResources<Config>,
  identifier: string,
  stage: string
): FamilyRecord<Config> {
  const record = get(identifier)
  const tested = stage === 'LIVE' ? liveOf(record) : record
  if (!tested) throw missing()
  return tested
}

function eventOf<Event>(object: Uint8Array, read: (document: string) => Event): Event {
  if (object.length > EVENT_BYTES_MAX) {
    throw fault('InvalidArgument', `The event object is longer than ${EVENT_BYTES_MAX} bytes.`)
  }
  try {
    return read(Buffer.from(object).toString())
  } catch (error) {
    if (error instanceof InvalidEvent) throw fault('InvalidArgument', error.message)
    throw error
  }
}

/** JSON without the two characters that need no escape there but cannot occur in XML. */
function xmlSafeJson(value: object): string {
  return JSON.stringify(value).replace(/[\ufffe\uffff]/g, character => `\\u${character.charCodeAt(0).toString(16)}`)
}

/** What is thrown may be as long as a function's memory allows. */
function shortened(message: string): string {
  return message.length <= ERROR_LENGTH_MAX ? message : `${message.slice(0, ERROR_LENGTH_MAX)}…`
}
