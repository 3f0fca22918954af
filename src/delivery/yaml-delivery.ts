import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join, relative } from 'path';
import { Annotations, CfnOutput, IResolvable, RemovalPolicy, Stack, Stage, Token, attachCustomSynthesis } from 'aws-cdk-lib';
import { ApiObject, App, Chart, Yaml } from 'cdk8s';
import { Construct, IConstruct, IDependable } from 'constructs';
import { DeferredField, deferredFieldsOf, partsOf, withTexts } from './deploy-time-values';
import { LiteralBundle, keep, rejectDeferred } from './literal-delivery';
import { hashOf, slug } from '../kubernetes/names';
import { namespace } from '../kubernetes/namespace';

export interface YamlFolder {
  /** Relative to the working directory. */
  readonly folder: string;
  /** What `cdk deploy --outputs-file` wrote. */
  readonly outputsFile?: string;
}

/** The values of a stack's outputs. */
interface StackOutputs {
  readonly [output: string]: string | undefined;
}

/** The owner of each file that an app writes. */
const OWNERS = new WeakMap<IConstruct, Map<string, string>>();

const WAITING = 'cdk-eks-fsx:delivery/waits-for-outputs';

/** Adds objects to the file of their owner, which is written when the app is synthesized. */
export function writeYaml(scope: Construct, id: string, bundle: LiteralBundle, where: YamlFolder): IDependable {
  const { owner, objects, createNamespace } = bundle;
  keep(bundle);
  const file = owner.node.tryFindChild('Yaml') as YamlFile | undefined ?? new YamlFile(owner, 'Yaml', slug(owner.node.path), where);
  file.add(objects);
  if (createNamespace !== undefined) {
    writeNamespace(scope, createNamespace, where);
  }
  return new Construct(scope, id);
}

/** A namespace has one file in a folder, whoever asks for it: kustomize refuses an object that is there twice. It comes first, as kubectl reads files. */
function writeNamespace(scope: Construct, name: string, where: YamlFolder) {
  const app = Stage.of(scope)!;
  const id = `FsxNamespace-${name}-${hashOf(where.folder)}`;
  if (!app.node.tryFindChild(id)) {
    const objects = [namespace(new Chart(new App(), 'Namespace'), 'Namespace', name)];
    keep({ owner: scope, objects, removalPolicy: RemovalPolicy.RETAIN });
    new YamlFile(app, id, `00-namespace-${name}`, where).add(objects);
  }
}

/** Two constructs whose paths differ only in what a file name cannot show would take turns in one file. */
function takePath({ node }: Construct, path: string) {
  const owners = OWNERS.get(node.root) ?? new Map<string, string>();
  OWNERS.set(node.root, owners);
  if (owners.has(path)) {
    throw new Error(`'${owners.get(path)}' and '${node.path}' would both be written to ${path}.\n  Fix: give one of them another id, or folder.`);
  }
  owners.set(path, node.path);
}

/** One YAML file of objects that belong to one construct. */
class YamlFile extends Construct {
  private readonly objects: ApiObject[] = [];

  private readonly path: string;

  constructor(private readonly owner: Construct, id: string, name: string, private readonly where: YamlFolder) {
    super(owner, id);
    this.path = relative('.', join(where.folder, `${name}.yaml`));
    takePath(owner, this.path);
    attachCustomSynthesis(this, { onSynthesize: () => this.write() });
  }

  public add(objects: readonly ApiObject[]) {
    this.objects.push(...objects);
    this.lateFields().forEach(({ object, value }) => partsOf(value).tokens.forEach(token => this.outputOf(object, token)));
  }

  /** Objects may have been patched since they were added, so everything is looked at again. */
  private write() {
    this.lateFields();
    const { path } = this;
    let outputs: StackOutputs | undefined;
    const missing = new Set<string>();
    const literal = (object: ApiObject, text: string) => partsOf(text).mapTokens({
      mapToken: token => {
        const key = Stack.of(this).resolve(this.outputOf(object, token).logicalId);
        outputs ??= this.outputs();
        return outputs[key] ?? (missing.add(key), '');
      },
    }).join({ join: (left, right) => `${left ?? ''}${right ?? ''}` });
    const objects = this.objects.map(object => withTexts(object.toJson(), text => Token.isUnresolved(text) ? literal(object, text) : text));
    if (missing.size > 0) {
      const file = relative('.', this.where.outputsFile!);
      Annotations.of(this.owner).addWarningV2(WAITING, `${path} is not written: ${file} does not tell ${[...missing].join(', ')}. `
        + `Fix: run cdk deploy --outputs-file ${file}, then cdk synth again.`);
      return;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `# Made by cdk-eks-fsx${this.owner.node.path && ` from ${this.owner.node.path}`}: an edit here is lost.\n${Yaml.stringify(...objects)}`);
  }

  /**
   * The output that tells a value to an object.
   *
   * Objects whose file system is replaced have new names, and so outputs of their own: what an old file tells of them is not taken for theirs.
   */
  private outputOf(object: ApiObject, token: IResolvable): CfnOutput {
    const id = `Value${hashOf(Stack.of(this).resolve([token, object.name]))}`;
    return this.node.tryFindChild(id) as CfnOutput | undefined ?? new CfnOutput(this, id, {
      value: Token.asString(token), description: `For the manifests of ${this.owner.node.path}`,
    });
  }

  /** Where the stack tells nothing, such fields are an error. */
  private lateFields(): DeferredField[] {
    const late = this.objects.flatMap(deferredFieldsOf);
    if (this.where.outputsFile === undefined) {
      rejectDeferred(this.owner, late, 'let the stack tell them: ManifestDelivery.yaml(folder, { outputsFile }); or use ManifestDelivery.kubectl()');
    }
    return late;
  }

  private outputs(): StackOutputs {
    const { outputsFile } = this.where;
    const all = outputsFile !== undefined && existsSync(outputsFile) ? JSON.parse(readFileSync(outputsFile, 'utf8')) : {};
    return all[Stack.of(this).stackName] ?? {};
  }
}
