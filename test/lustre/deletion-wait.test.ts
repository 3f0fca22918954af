import { spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { DELETION_WAIT_CODE } from '../../src/lustre/deletion-wait';

/** A file system as FSx describes it. */
interface FileSystem {
  readonly FileSystemId: string;
  readonly Lifecycle: string;
  readonly Tags?: { readonly Key: string; readonly Value: string }[];
}

interface World {
  readonly request?: 'Create' | 'Update' | 'Delete';
  /** The status of the manifest; absent: the stack has no such resource. */
  readonly manifest?: string;
  /** What FSx answers, one after the other; the last answer again and again. */
  readonly answers?: readonly (readonly FileSystem[])[];
  /** A call that AWS refuses. */
  readonly denied?: string;
  readonly physicalId?: string;
}

interface Outcome {
  readonly Status: string;
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  /** Seconds on the function's clock. */
  readonly seconds: number;
  /** How often FSx was asked. */
  readonly requested: number;
}

/** In place of the AWS SDK, the clock and CloudFormation: what the test says. */
const SIMULATED = `
import json, sys
world = json.load(open(sys.argv[1]))
state = {"seconds": 0, "requested": 0}

class ClientError(Exception):
    pass

class Client:
    class exceptions:
        ClientError = ClientError
    def __init__(self, service):
        self.service = service
    def describe_stack_resource(self, StackName, LogicalResourceId):
        assert (StackName, LogicalResourceId) == ("stack-arn", "DataManifest"), (StackName, LogicalResourceId)
        if world.get("denied") == "cloudformation":
            raise ClientError("AccessDenied: not authorized to perform: cloudformation:DescribeStackResource")
        if "manifest" not in world:
            raise ClientError("ValidationError: Resource DataManifest does not exist for stack Storage")
        return {"StackResourceDetail": {"ResourceStatus": world["manifest"]}}
    def get_paginator(self, name):
        assert (self.service, name) == ("fsx", "describe_file_systems")
        return self
    def paginate(self):
        if world.get("denied") == "fsx":
            raise ClientError("AccessDenied: not authorized to perform: fsx:DescribeFileSystems")
        answers = world["answers"]
        found = answers[min(state["requested"], len(answers) - 1)]
        state["requested"] += 1
        return [{"FileSystems": [each]} for each in found] or [{"FileSystems": []}]
`;

const RUNNER = `
import json, sys, time, urllib.request
import simulated, index

def sleep(seconds):
    simulated.state["seconds"] += seconds

def urlopen(request):
    assert request.get_method() == "PUT" and request.full_url == "https://answer.example.com/"
    print(json.dumps({**json.loads(request.data), **simulated.state}))

class Context:
    def get_remaining_time_in_millis(self):
        return 1000 * (900 - simulated.state["seconds"])

time.sleep = sleep
urllib.request.urlopen = urlopen
request = simulated.world.get("request", "Delete")
event = {
    "RequestType": request, "StackId": "stack-arn", "RequestId": "1", "LogicalResourceId": "DataDeletionWait", "ResponseURL": "https://answer.example.com/",
    "ResourceProperties": {"Cluster": "training", "Storage": "Storage/Data", "ManifestLogicalId": "DataManifest"},
}
if request != "Create":
    event["PhysicalResourceId"] = simulated.world.get("physicalId", "DataDeletionWait")
index.handler(event, Context())
`;

const folder = mkdtempSync(join(tmpdir(), 'deletion-wait-'));
beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.py'), DELETION_WAIT_CODE);
  writeFileSync(join(folder, 'simulated.py'), SIMULATED);
  writeFileSync(join(folder, 'boto3.py'), 'from simulated import Client as client\n');
  writeFileSync(join(folder, 'run.py'), RUNNER);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the code of the Lambda function. */
function answerIn(world: World): Outcome {
  writeFileSync(join(folder, 'world.json'), JSON.stringify(world));
  const { stdout, stderr } = spawnSync('python3', ['-BES', 'run.py', 'world.json'], { cwd: folder, encoding: 'utf8' });
  const [line, ...others] = stdout.trim().split('\n');
  expect([stderr, others]).toEqual(['', []]); // one answer, and no exception
  return JSON.parse(line);
}

const tags = (over: { [key: string]: string } = {}) => Object.entries({ 'cdk-eks-fsx/cluster': 'training', 'cdk-eks-fsx/storage': 'Storage/Data', 'cdk-eks-fsx/reclaim-policy': 'Delete', 'team': 'vision', ...over })
  .map(([Key, Value]) => ({ Key, Value }));
const fileSystem = (Lifecycle: string, over: Partial<FileSystem> = {}): FileSystem => ({ FileSystemId: 'fs-1', Lifecycle, Tags: tags(), ...over });

test('waits until the driver has deleted the file systems of the claims', () => {
  const answers = [[fileSystem('AVAILABLE')], [fileSystem('AVAILABLE')], [fileSystem('DELETING')], []];
  expect(answerIn({ manifest: 'DELETE_COMPLETE', answers })).toMatchObject({ Status: 'SUCCESS', seconds: 30, requested: 4 });
});

test('answers at once when there is none', () => {
  expect(answerIn({ manifest: 'DELETE_COMPLETE', answers: [[]] })).toMatchObject({ Status: 'SUCCESS', seconds: 0, PhysicalResourceId: 'DataDeletionWait' });
});

test('fails before the function ends, with what is left and what to do', () => {
  const other = fileSystem('CREATING', { FileSystemId: 'fs-2' });
  const answer = answerIn({ manifest: 'DELETE_COMPLETE', answers: [[fileSystem('AVAILABLE'), other]] });
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^2 FSx for Lustre file systems of Storage\/Data are not deleted .*: fs-1 \(AVAILABLE\), fs-2 \(CREATING\)\. /) });
  expect(answer.Reason).toContain('kubectl get pvc,pv -A');
  expect(answer.Reason).toContain('aws fsx delete-file-system --file-system-id ID');
  expect(answer.seconds).toBeGreaterThan(800);
  expect(answer.seconds).toBeLessThan(900);
});

test('fails with an answer that CloudFormation takes, however many there are', () => {
  const all = Array.from({ length: 300 }, (_, index) => fileSystem('AVAILABLE', { FileSystemId: `fs-${`${index}`.padStart(17, '0')}` }));
  const answer = answerIn({ manifest: 'DELETE_COMPLETE', answers: [all] });
  expect(answer.Reason).toMatch(/^300 .* delete the stack again\.$/);
  expect(JSON.stringify(answer).length).toBeLessThan(4096);
});

test('is content with file systems that are being deleted when the time is up', () => {
  expect(answerIn({ manifest: 'DELETE_COMPLETE', answers: [[fileSystem('DELETING')]] })).toMatchObject({ Status: 'SUCCESS' });
});

test.each<[string, FileSystem]>([
  ['of another cluster', fileSystem('AVAILABLE', { Tags: tags({ 'cdk-eks-fsx/cluster': 'inference' }) })],
  ['of another storage', fileSystem('AVAILABLE', { Tags: tags({ 'cdk-eks-fsx/storage': 'Storage/Other' }) })],
  ['of a claim whose class retained it', fileSystem('AVAILABLE', { Tags: tags({ 'cdk-eks-fsx/reclaim-policy': 'Retain' }) })],
  ['without tags', fileSystem('AVAILABLE', { Tags: [] })],
  ['about whose tags FSx says nothing', fileSystem('AVAILABLE', { Tags: undefined })],
])('waits for no file system %s', (_, other) => {
  expect(answerIn({ manifest: 'DELETE_COMPLETE', answers: [[other]] })).toMatchObject({ Status: 'SUCCESS', seconds: 0 });
});

test.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_SKIPPED'])('waits for nothing when an edit has left the claims in the cluster (manifest %s)', manifest => {
  expect(answerIn({ manifest, answers: [[fileSystem('AVAILABLE')]] })).toMatchObject({ Status: 'SUCCESS', requested: 0 });
});

test('waits when the stack has no manifest any more', () => {
  expect(answerIn({ answers: [[fileSystem('AVAILABLE')], []] })).toMatchObject({ Status: 'SUCCESS', requested: 2 });
});

test.each(['Create', 'Update'] as const)('does nothing on %s', request => {
  expect(answerIn({ request, manifest: 'DELETE_COMPLETE', answers: [[fileSystem('AVAILABLE')]] })).toMatchObject({ Status: 'SUCCESS', requested: 0 });
});

test('is never replaced: CloudFormation would delete the old one, and wait for claims that are in use', () => {
  expect(answerIn({ request: 'Create' }).PhysicalResourceId).toBe('DataDeletionWait');
  expect(answerIn({ request: 'Update', physicalId: 'as it was' }).PhysicalResourceId).toBe('as it was');
});

test.each(['fsx', 'cloudformation'])('answers with the reason when AWS rejects a call of %s', denied => {
  const answer = answerIn({ denied, manifest: 'DELETE_COMPLETE', answers: [[]] });
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('AccessDenied: not authorized to perform') });
});

test('is short enough to be written into a template', () => {
  expect(DELETION_WAIT_CODE.length).toBeLessThan(4096);
});
