import { expect, test } from 'vitest'
import { defineOperation } from '../../src/jobs/define-operation.ts'
import { checkEveryStep } from './every-step.ts'

interface Disk {
  enabled: boolean
  ready: number
  deleted: number
}

const remove = defineOperation<{ id: string }, { disk: Disk }>('disk.remove', [
  {
    title: 'Disabling the disk',
    async run(_, { disk }) {
      if (!disk.enabled) return 'done'
      disk.enabled = false
      disk.ready = 60
      return { data: { wasEnabled: true } }
    }
  },
  {
    title: 'Waiting until it has come to rest',
    run: async (_, { disk }) => (disk.ready <= 0 ? 'done' : { againInSeconds: 30 })
  },
  {
    title: 'Deleting the disk',
    pointOfNoReturn: true,
    async run(_, { disk }) {
      disk.deleted = 1
      return 'done'
    }
  }
])

const makeWorld = (definitionOfDisk: Disk = { enabled: true, ready: 0, deleted: 0 }) => {
  const disk = { ...definitionOfDisk }
  return {
    deps: { disk },
    input: { id: '1' },
    pass: (seconds: number) => void (disk.ready -= seconds),
    look: () => ({ enabled: disk.enabled, deleted: disk.deleted })
  }
}

test('an operation with idempotent steps has the same outcome with each step run twice and a crash after each', async () => {
  const withoutData = {
    ...remove,
    steps: remove.steps.map((step, index) =>
      index > 0
        ? step
        : {
            ...step,
            run: async (_: unknown, { disk }: { disk: Disk }) => {
              if (disk.enabled) Object.assign(disk, { enabled: false, ready: 60 })
              return 'done' as const
            }
          }
    )
  }
  const { operation, world, looks } = await checkEveryStep(withoutData, () => makeWorld())
  expect(operation.status).toBe('succeeded')
  expect(world).toEqual({ enabled: false, deleted: 1 })
  expect(looks).toBe(5)
})

test('the check finds a step that acts without looking', async () => {
  const careless = defineOperation<{ id: string }, { disk: Disk }>('disk.count', [
    {
      title: 'Counting up',
      async run(_, { disk }) {
        disk.deleted += 1
        return 'done'
      }
    }
  ])
  await expect(checkEveryStep(careless, () => makeWorld())).rejects.toThrow('every step done twice')
})

test('the check finds data that a repetition forgets', async () => {
  await expect(checkEveryStep(remove, () => makeWorld())).rejects.toThrow('every step done twice')
})
