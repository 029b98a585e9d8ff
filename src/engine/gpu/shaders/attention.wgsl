// Attention: what each token of a text gathers from all tokens of that text,
// `softmax(q k^T / sqrt(size)) v` for each head.
//
// One workgroup: 16 queries of one head of one text. It goes along the keys in steps of 16, with a
// softmax that goes along (Milakov and Gimelshein 2018, https://arxiv.org/abs/1805.02867), so that a
// text may be of any length. One thread: of one query, every fourth of up to 64 numbers; a larger head
// is shared by several workgroups, each of which works out the scores.

struct Attention {
    stride: u32,  // numbers from one row of the output to the next
    size: u32,    // numbers of a head
    blocks: u32,  // workgroups that share a head
    scale: f32,   // 1 / sqrt(size)
}

@group(0) @binding(0) var<uniform> attention: Attention;
// Of each text its first row, and how many it has.
@group(0) @binding(1) var<storage, read> texts: array<vec2<u32>>;
// [rows][query, key, value][stride]
@group(0) @binding(2) var<storage, read> input: array<f32>;
// [rows][stride]
@group(0) @binding(3) var<storage, read_write> output: array<f32>;

const QUERIES = 16u;
const KEYS = 16u;
const SHARES = 4u;       // threads of a query
const NUMBERS = 16u;     // of a thread
const LOWEST = -1e30;    // than which no score is lower

var<workgroup> scores: array<f32, QUERIES * KEYS>;

@compute @workgroup_size(64)
fn main(
    @builtin(local_invocation_index) thread: u32,
    @builtin(workgroup_id) workgroup: vec3<u32>,
) {
    let first_row = texts[workgroup.z].x;
    let tokens = texts[workgroup.z].y;
    // There are workgroups enough for the longest text.
    if workgroup.x * QUERIES >= tokens {
        return;
    }
    let line = thread / SHARES;
    let share = thread % SHARES;
    let head = workgroup.y / attention.blocks * attention.size;
    let start = workgroup.y % attention.blocks * SHARES * NUMBERS + share;
    // Beyond the last token the last is computed again, and not written.
    let token = workgroup.x * QUERIES + line;
    let row = 3u * attention.stride;
    let query = (first_row + min(token, tokens - 1u)) * row + head;
    let keys = first_row * row + attention.stride + head;
    let values = keys + attention.stride;

    var largest = LOWEST;
    var sum = 0.0;
    var gathered: array<f32, NUMBERS>;
    for (var first = 0u; first < tokens; first += KEYS) {
        for (var i = share; i < KEYS; i += SHARES) {
            var score = LOWEST;
            if first + i < tokens {
                let key = keys + (first + i) * row;
                var product = 0.0;
                for (var n = 0u; n < attention.size; n++) {
                    product += input[query + n] * input[key + n];
                }
                score = product * attention.scale;
            }
            scores[line * KEYS + i] = score;
        }
        workgroupBarrier();
        let before = largest;
        for (var i = 0u; i < KEYS; i++) {
            largest = max(largest, scores[line * KEYS + i]);
        }
        // What was gathered so far was weighted by a smaller largest score.
        let fading = exp(before - largest);
        sum *= fading;
        for (var n = 0u; n < NUMBERS; n++) {
            gathered[n] *= fading;
        }
        for (var i = 0u; i < min(KEYS, tokens - first); i++) {
            let weight = exp(scores[line * KEYS + i] - largest);
            let value = values + (first + i) * row;
            sum += weight;
            for (var n = 0u; n < NUMBERS; n++) {
                let number = start + n * SHARES;
                if number < attention.size {
                    gathered[n] += weight * input[value + number];
                }
            }
        }
        workgroupBarrier();
    }
    if token < tokens {
        for (var n = 0u; n < NUMBERS; n++) {
            let number = start + n * SHARES;
            if number < attention.size {
                output[(first_row + token) * attention.stride + head + number] = gathered[n] / sum;
            }
        }
    }
}
