// Logits, softmax, cross-entropy and its gradient. One workgroup: one example of the batch.

const THREADS: u32 = 64u;
const MOST_GROUPS: u32 = 256u;
// Less than any logit, and still far from where differences overflow.
const NEVER: f32 = -3.0e38;

@group(0) @binding(4) var<storage, read> labels: array<u32>;
// [value, first moment, second moment][features and one for the bias][groups]
@group(0) @binding(5) var<storage, read> parameters: array<vec4<f32>>;
// Gradient of the mean loss by the logits: [rows][groups]
@group(0) @binding(6) var<storage, read_write> slopes: array<vec4<f32>>;
// By position in `order`: loss, and 1 where classified rightly.
@group(0) @binding(7) var<storage, read_write> tally: array<vec2<f32>>;

var<workgroup> partial: array<vec4<f32>, THREADS>;
var<workgroup> logits: array<vec4<f32>, MOST_GROUPS>;
var<workgroup> reduced: array<f32, THREADS>;
var<workgroup> found: array<u32, THREADS>;

@compute @workgroup_size(64)
fn main(
    @builtin(local_invocation_index) thread: u32,
    @builtin(workgroup_id) workgroup: vec3<u32>,
) {
    let row = workgroup.x;
    let position = step.first + row;
    let example = order[position];
    let start = example * head.features;

    // Logits, four classes at a time: every thread adds up some features, then a tree adds threads.
    for (var group = 0u; group < head.groups; group++) {
        var sum = vec4<f32>(0.0);
        for (var f = thread; f < head.features; f += THREADS) {
            sum += embeddings[start + f] * parameters[f * head.groups + group];
        }
        partial[thread] = sum;
        workgroupBarrier();
        for (var width = THREADS / 2u; width > 0u; width /= 2u) {
            if thread < width {
                partial[thread] += partial[thread + width];
            }
            workgroupBarrier();
        }
        if thread == 0u {
            logits[group] = partial[0] + parameters[head.features * head.groups + group];
        }
        workgroupBarrier();
    }

    // The largest logit and where it first stands.
    var largest = NEVER;
    var best = head.classes;
    for (var kind = thread; kind < head.classes; kind += THREADS) {
        let logit = logits[kind / 4u][kind % 4u];
        if logit > largest {
            largest = logit;
            best = kind;
        }
    }
    reduced[thread] = largest;
    found[thread] = best;
    workgroupBarrier();
    for (var width = THREADS / 2u; width > 0u; width /= 2u) {
        if thread < width {
            let other = thread + width;
            if reduced[other] > reduced[thread]
                || (reduced[other] == reduced[thread] && found[other] < found[thread]) {
                reduced[thread] = reduced[other];
                found[thread] = found[other];
            }
        }
        workgroupBarrier();
    }
    largest = reduced[0];
    best = found[0];
    workgroupBarrier();

    var sum = 0.0;
    for (var kind = thread; kind < head.classes; kind += THREADS) {
        sum += exp(logits[kind / 4u][kind % 4u] - largest);
    }
    reduced[thread] = sum;
    workgroupBarrier();
    for (var width = THREADS / 2u; width > 0u; width /= 2u) {
        if thread < width {
            reduced[thread] += reduced[thread + width];
        }
        workgroupBarrier();
    }
    sum = reduced[0];

    let label = labels[example];
    for (var group = thread; group < head.groups; group += THREADS) {
        var slope = exp(logits[group] - vec4<f32>(largest)) / sum;
        for (var lane = 0u; lane < 4u; lane++) {
            let kind = group * 4u + lane;
            if kind >= head.classes {
                slope[lane] = 0.0;
            } else if kind == label {
                slope[lane] -= 1.0;
            }
        }
        slopes[row * head.groups + group] = slope / f32(step.rows);
    }
    if thread == 0u {
        let loss = log(sum) + largest - logits[label / 4u][label % 4u];
        tally[position] = vec2<f32>(loss, select(0.0, 1.0, best == label));
    }
}
