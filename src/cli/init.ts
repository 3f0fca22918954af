import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'fs';
import { basename, join, resolve } from 'path';
import { Command } from 'commander';
import { oneOf } from './arguments';

const LANGUAGES = ['TYPESCRIPT', 'PYTHON'] as const;
const KUBECTL = '@aws-cdk/lambda-layer-kubectl-v34';
/** What an app needs besides the peers, in the versions that this library is developed with. The published package.json does not contain them. */
export const VERSIONS = {
  [KUBECTL]: '^2.2.2', '@types/node': '^20', 'aws-cdk': '~2.1148.1', 'ts-node': '^10.9.2', 'typescript': '~6.0.0',
} as const;
/** The version before the first release, which no registry has. */
const UNRELEASED = '0.0.0';

interface InitOptions {
  readonly language?: typeof LANGUAGES[number];
  readonly package?: string;
}

interface PackageJson {
  readonly version: string;
  readonly peerDependencies: { readonly [name: string]: string };
}

/** Creates a folder with an app that synthesizes. */
export function initCommand(out: (text: string) => void): Command {
  const command = new Command('init')
    .summary('create a folder with an app')
    .description('Creates a folder with an app: a cluster, and a volume for training data in S3.')
    .usage('<folder> [options]')
    .argument('<folder>', 'a folder that does not exist or is empty')
    .option('--language <name>', 'typescript or python (default: typescript)', oneOf(LANGUAGES))
    .option('--package <file>', 'the packed package that the app installs, instead of the published one')
    .action((folder: string, options: InitOptions) => {
      const own: PackageJson = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'));
      if (existsSync(folder) && statSync(folder).isDirectory() && readdirSync(folder).length > 0) {
        command.error(`error: the folder ${folder} is not empty`);
      }
      if (options.package === undefined && own.version === UNRELEASED) {
        command.error('error: this version is not published: set --package to the path of the package that you built');
      }
      if (options.package !== undefined && !existsSync(options.package)) {
        command.error(`error: the file ${options.package} does not exist`);
      }
      const file = options.package && resolve(options.package);
      const { files, next, deploy } = options.language === 'PYTHON' ? python(own, file) : typescript(own, file, basename(resolve(folder)));
      try {
        mkdirSync(folder, { recursive: true });
        for (const [name, text] of Object.entries(files)) {
          writeFileSync(join(folder, name), text);
        }
      } catch (error) {
        command.error(`error: cannot write '${folder}': ${(error as NodeJS.ErrnoException).code}`);
      }
      out([
        `Created ${Object.keys(files).join(', ')} in ${folder}. Next:`, `  cd ${folder}`, ...next.map(line => `  ${line}`),
        `To create the cluster and the file system in your account: ${deploy}`, '',
      ].join('\n'));
    });
  return command;
}

interface NewApp {
  readonly files: { readonly [name: string]: string };
  readonly next: readonly string[];
  readonly deploy: string;
}

const SYNTH = ' synth --quiet    # writes the templates to cdk.out, without an AWS account';
/** The requirements of the app. */
const EXPLAIN = 'cdk-eks-fsx explain --workload training-data --size 4TiB --throughput 1000MB/s --dataset read-only    # its price, and the alternatives';

function typescript({ version, peerDependencies }: PackageJson, file: string | undefined, folder: string): NewApp {
  const { [KUBECTL]: kubectl, ...developmentTools } = VERSIONS;
  return {
    files: {
      'package.json': json({
        name: folder.toLowerCase().replace(/[^a-z0-9-]+/g, '-').replace(/^-+/, '') || 'app',
        version: '0.1.0',
        private: true,
        dependencies: {
          'cdk-eks-fsx': file ? `file:${file}` : `^${version}`, ...peerDependencies, [KUBECTL]: kubectl,
        },
        devDependencies: developmentTools,
      }),
      'tsconfig.json': json({ compilerOptions: { target: 'es2022', module: 'node16', strict: true, noEmit: true, types: ['node'] } }),
      'cdk.json': json({ app: 'npx ts-node app.ts', context: featureFlags() }),
      '.gitignore': 'node_modules/\ncdk.out/\n',
      'app.ts': APP_TS,
    },
    next: ['npm install', `npx cdk${SYNTH}`, `npx ${EXPLAIN}`],
    deploy: 'npx cdk deploy --all',
  };
}

function python({ version, peerDependencies }: PackageJson, file: string | undefined): NewApp {
  const cdk = `npx aws-cdk@${VERSIONS['aws-cdk'].replace('~', '')}`;
  return {
    files: {
      'requirements.txt': [
        file ?? `cdk-eks-fsx~=${version}`,
        ...Object.entries({ ...peerDependencies, 'aws-cdk.lambda-layer-kubectl-v34': VERSIONS[KUBECTL] })
          .map(([name, range]) => `${name}>=${range.replace('^', '')},<${Number(/\d+/.exec(range)![0]) + 1}`),
        '',
      ].join('\n'),
      'cdk.json': json({ app: '.venv/bin/python app.py', context: featureFlags() }),
      '.gitignore': '.venv/\n__pycache__/\ncdk.out/\n',
      'app.py': APP_PY,
    },
    deploy: `${cdk} deploy --all`,
    next: [
      'python3 -m venv .venv && .venv/bin/pip install -r requirements.txt',
      `${cdk}${SYNTH}`,
      `.venv/bin/${EXPLAIN}`,
    ],
  };
}

/** A flag that the lowest supported CDK does not know, and without which the newest one prints a warning. */
const NEWER_FLAGS = { '@aws-cdk/core:defaultCrossStackReferences': 'weak' };

/** What `cdk init` writes to cdk.json: the flags that the CDK recommends to new apps. Without the CDK beside this package, there are none. */
function featureFlags(): object | undefined {
  try {
    return { ...NEWER_FLAGS, ...JSON.parse(readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8')) };
  } catch {
    return undefined;
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

const APP_TS = `import { KubectlV34Layer } from '@aws-cdk/lambda-layer-kubectl-v34';
import { App, Size, Stack, aws_eks_v2 as eks, aws_s3 as s3 } from 'aws-cdk-lib';
import { MlTrainingVolume, MlWorkload } from 'cdk-eks-fsx';

const app = new App();
const platform = new Stack(app, 'Platform'); // another stack than that of the storage
const cluster = new eks.Cluster(platform, 'Cluster', {
  version: eks.KubernetesVersion.V1_34,
  defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
  defaultCapacity: 0,
  kubectlProviderOptions: { kubectlLayer: new KubectlV34Layer(platform, 'Kubectl') },
});
const subnet = cluster.vpc.privateSubnets[0]; // one zone for the data and for the nodes that read it
cluster.addNodegroupCapacity('Training', { subnets: { subnets: [subnet] } });

const stack = new Stack(app, 'Storage');
const bucket = new s3.Bucket(stack, 'Data');
const dataset = new MlTrainingVolume(stack, 'Dataset', {
  cluster,
  workload: MlWorkload.TRAINING_DATA,
  size: Size.tebibytes(4),
  throughputMBps: 1000, // MB/s, all pods together
  dataset: { bucket, prefix: 'imagenet/' },
  vpcSubnets: { subnets: [subnet] },
  claim: { name: 'training-data', namespace: 'ml', createNamespace: true },
});

console.error(dataset.explanation);
`;

const APP_PY = `import sys

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_eks_v2 as eks, aws_s3 as s3
from aws_cdk.lambda_layer_kubectl_v34 import KubectlV34Layer
from cdk_eks_fsx import ClaimOptions, MlDataset, MlTrainingVolume, MlWorkload

app = cdk.App()
platform = cdk.Stack(app, "Platform")  # another stack than that of the storage
cluster = eks.Cluster(
    platform,
    "Cluster",
    version=eks.KubernetesVersion.V1_34,
    default_capacity_type=eks.DefaultCapacityType.NODEGROUP,
    default_capacity=0,
    kubectl_provider_options=eks.KubectlProviderOptions(kubectl_layer=KubectlV34Layer(platform, "Kubectl")),
)
subnet = cluster.vpc.private_subnets[0]  # one zone for the data and for the nodes that read it
cluster.add_nodegroup_capacity("Training", subnets=ec2.SubnetSelection(subnets=[subnet]))

stack = cdk.Stack(app, "Storage")
bucket = s3.Bucket(stack, "Data")
dataset = MlTrainingVolume(
    stack,
    "Dataset",
    cluster=cluster,
    workload=MlWorkload.TRAINING_DATA,
    size=cdk.Size.tebibytes(4),
    throughput_m_bps=1000,  # MB/s, all pods together
    dataset=MlDataset(bucket=bucket, prefix="imagenet/"),
    vpc_subnets=ec2.SubnetSelection(subnets=[subnet]),
    claim=ClaimOptions(name="training-data", namespace="ml", create_namespace=True),
)

print(dataset.explanation, file=sys.stderr)
app.synth()
`;
