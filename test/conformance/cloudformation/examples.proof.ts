import { execFileSync } from 'child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { lint, lintProof, temporaryFolder, templatesIn } from './cfn-lint';

const EXAMPLES = join(__dirname, '..', '..', '..', 'examples');
const examples = readdirSync(EXAMPLES).filter(name => existsSync(join(EXAMPLES, name, 'app.ts')));
const templates: { [example: string]: string[] } = {};

describe('the CDK CLI', () => {
  test.each(examples)('synthesizes %s', example => {
    const output = temporaryFolder();
    execFileSync('npx', ['cdk', 'synth', '--quiet', '--no-notices', '--output', output], { cwd: join(EXAMPLES, example), stdio: 'pipe' });
    templates[example] = templatesIn(output);
    expect(templates[example]).not.toEqual([]);
  });
});

lintProof('cfn-lint', () => {
  test.each(examples)('has nothing against %s', example => {
    expect(lint(templates[example])).toEqual([]);
  });

  test.each<[string, string, (fileSystem: any) => void, string?]>([
    ['a capacity that no Lustre file system has', 'E3725', ({ Properties }) => { Properties.StorageCapacity = 600; }],
    ['a property that does not exist', 'E3002', ({ Properties }) => { Properties.LustreConfiguration.PerUnitStorageThroughputs = 125; }],
    ['a value of another type', 'E3012', ({ Properties }) => { Properties.LustreConfiguration.ImportedFileChunkSize = 'large'; }],
    ['a subnet that is not in the template', 'E1010', ({ Properties }) => { Properties.SubnetIds = [{ 'Fn::GetAtt': ['Nothing', 'Id'] }]; }],
    ['a property of ONTAP that does not exist', 'E3002', ({ Properties }) => { Properties.OntapConfiguration.ThroughputCapacityPerPair = 384; }, 'ontap-checkpoints'],
    // it knows no values of ONTAP's: a deployment type that does not exist passes
    ['a value of ONTAP of another type', 'E3012', ({ Properties }) => { Properties.OntapConfiguration.HAPairs = 'one'; }, 'ontap-checkpoints'],
  ])('finds %s', (_what, id, spoil, example = 'lustre-s3-training') => {
    const template = JSON.parse(readFileSync(templates[example].find(file => /(TrainingStorage|Checkpoints)\.template\.json$/.test(file))!, 'utf8'));
    spoil(Object.values<any>(template.Resources).find(({ Type }) => Type === 'AWS::FSx::FileSystem'));
    const file = join(temporaryFolder(), 'Spoilt.template.json');
    writeFileSync(file, JSON.stringify(template));
    expect(lint([file]).map(finding => finding.split(' ')[0])).toEqual([id]);
  });
});
