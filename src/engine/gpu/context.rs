//! The GPU: asked for, watched, written to and read from.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use bytemuck::Pod;
use futures_channel::oneshot;
use js_sys::Reflect;
use wgpu::util::{BufferInitDescriptor, DeviceExt};

use crate::error::{DeviceError, Kind};
use crate::protocol::AdapterInfo;

/// A WebGPU device that tells when it fails.
#[derive(Debug, Clone)]
pub struct Gpu {
    device: wgpu::Device,
    queue: wgpu::Queue,
    adapter: AdapterInfo,
    /// The first thing that went wrong, if anything did: later failures follow from it.
    failure: Arc<OnceLock<Kind>>,
    /// Pipelines by their source: what the self-test compiled, the first model finds compiled.
    pipelines: Rc<RefCell<HashMap<String, wgpu::ComputePipeline>>>,
}

/// What shaders do with a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BufferKind {
    /// Small, and only read.
    Uniform,
    /// Several of the former in one buffer; which of them is said with each dispatch.
    UniformOfMany,
    /// Of any size, and only read by the shader.
    Read,
    /// Read and written.
    Write,
}

impl Gpu {
    /// Asks the browser for its fastest adapter and a device on it.
    ///
    /// # Errors
    /// [`DeviceError::NoWebGpu`], [`DeviceError::NoAdapter`] or [`DeviceError::NoDevice`].
    pub async fn request() -> Result<Self, Kind> {
        let scope = js_sys::global();
        let gpu = Reflect::get(&scope, &"navigator".into())
            .and_then(|navigator| Reflect::get(&navigator, &"gpu".into()));
        if !gpu.is_ok_and(|gpu| gpu.is_object()) {
            return Err(Kind::Device(DeviceError::NoWebGpu));
        }
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
            backends: wgpu::Backends::BROWSER_WEBGPU,
            ..wgpu::InstanceDescriptor::new_without_display_handle()
        });
        let adapter = instance
            .request_adapter(&wgpu::RequestAdapterOptions {
                power_preference: wgpu::PowerPreference::HighPerformance,
                ..Default::default()
            })
            .await
            .map_err(|_| Kind::Device(DeviceError::NoAdapter))?;
        let offered = adapter.limits();
        let (device, queue) = adapter
            .request_device(&wgpu::DeviceDescriptor {
                label: Some("headstart"),
                // Embeddings of thousands of examples stand in one buffer.
                required_limits: wgpu::Limits {
                    max_buffer_size: offered.max_buffer_size,
                    max_storage_buffer_binding_size: offered.max_storage_buffer_binding_size,
                    ..wgpu::Limits::default()
                },
                ..Default::default()
            })
            .await
            .map_err(|error| Kind::Device(DeviceError::NoDevice(error.to_string())))?;

        let failure = Arc::new(OnceLock::new());
        let lost = failure.clone();
        device.set_device_lost_callback(move |_, _| {
            let _ = lost.set(Kind::Device(DeviceError::Lost));
        });
        let wrong = failure.clone();
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            let _ = wrong.set(Kind::Device(DeviceError::Failed(error.to_string())));
        }));
        let pipelines = Rc::default();
        Ok(Self { adapter: describe(&adapter, &device), device, queue, failure, pipelines })
    }

    /// The adapter it runs on.
    pub fn adapter(&self) -> &AdapterInfo {
        &self.adapter
    }

    /// What went wrong with it since it was asked for.
    ///
    /// # Errors
    /// [`DeviceError::Lost`] or [`DeviceError::Failed`]: what it computes can no longer be trusted.
    pub fn check(&self) -> Result<(), Kind> {
        self.failure.get().cloned().map_or(Ok(()), Err)
    }

    /// Takes the device away, as a driver that crashes does. For tests of what happens then.
    pub fn lose(&self) {
        self.device.destroy();
    }

    /// The most bytes that one buffer of a shader may have.
    pub fn most_bytes(&self) -> u64 {
        self.device.limits().max_storage_buffer_binding_size
    }

    /// The most workgroups of a dispatch in one direction.
    pub(super) fn most_workgroups(&self) -> usize {
        self.device.limits().max_compute_workgroups_per_dimension as usize
    }

    /// A compute pipeline from the entry point `main` of a shader, compiled when first asked for.
    pub(super) fn pipeline(&self, label: &str, source: &str) -> wgpu::ComputePipeline {
        let mut pipelines = self.pipelines.borrow_mut();
        if let Some(pipeline) = pipelines.get(source) {
            return pipeline.clone();
        }
        let pipeline = self.compile(None, label, source);
        pipelines.insert(source.into(), pipeline.clone());
        pipeline
    }

    fn compile(
        &self,
        layout: Option<&wgpu::PipelineLayout>,
        label: &str,
        source: &str,
    ) -> wgpu::ComputePipeline {
        let module = self.device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(label),
            source: wgpu::ShaderSource::Wgsl(source.into()),
        });
        self.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(label),
            layout,
            module: &module,
            entry_point: Some("main"),
            compilation_options: Default::default(),
            cache: None,
        })
    }

    /// A layout for group 0 of several pipelines, which then share one bind group: bindings 0, 1, 2, …
    pub(super) fn layout(&self, buffers: &[BufferKind]) -> wgpu::BindGroupLayout {
        let entries: Vec<_> = buffers
            .iter()
            .zip(0..)
            .map(|(&kind, binding)| wgpu::BindGroupLayoutEntry {
                binding,
                visibility: wgpu::ShaderStages::COMPUTE,
                ty: wgpu::BindingType::Buffer {
                    ty: match kind {
                        BufferKind::Uniform | BufferKind::UniformOfMany => {
                            wgpu::BufferBindingType::Uniform
                        }
                        BufferKind::Read => wgpu::BufferBindingType::Storage { read_only: true },
                        BufferKind::Write => wgpu::BufferBindingType::Storage { read_only: false },
                    },
                    has_dynamic_offset: kind == BufferKind::UniformOfMany,
                    min_binding_size: None,
                },
                count: None,
            })
            .collect();
        self.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: None,
            entries: &entries,
        })
    }

    /// A compute pipeline from the entry point `main` of a shader, with this layout of group 0, compiled when
    /// first asked for. A shader has the same layout each time.
    pub(super) fn pipeline_with(
        &self,
        layout: &wgpu::BindGroupLayout,
        label: &str,
        source: &str,
    ) -> wgpu::ComputePipeline {
        let mut pipelines = self.pipelines.borrow_mut();
        if let Some(pipeline) = pipelines.get(source) {
            return pipeline.clone();
        }
        let layout = self.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(label),
            bind_group_layouts: &[Some(layout)],
            immediate_size: 0,
        });
        let pipeline = self.compile(Some(&layout), label, source);
        pipelines.insert(source.into(), pipeline.clone());
        pipeline
    }

    /// A bind group for group 0 of a pipeline: buffers at bindings 0, 1, 2, …
    pub(super) fn bind(
        &self,
        pipeline: &wgpu::ComputePipeline,
        buffers: &[wgpu::BindingResource<'_>],
    ) -> wgpu::BindGroup {
        self.bind_to(&pipeline.get_bind_group_layout(0), buffers)
    }

    /// A bind group of a layout: buffers at bindings 0, 1, 2, …
    pub(super) fn bind_to(
        &self,
        layout: &wgpu::BindGroupLayout,
        buffers: &[wgpu::BindingResource<'_>],
    ) -> wgpu::BindGroup {
        let entries: Vec<_> = buffers
            .iter()
            .zip(0..)
            .map(|(resource, binding)| wgpu::BindGroupEntry { binding, resource: resource.clone() })
            .collect();
        self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout,
            entries: &entries,
        })
    }

    /// A buffer for shaders that holds these values.
    pub(super) fn storage<T: Pod>(&self, values: &[T]) -> wgpu::Buffer {
        self.filled(values, wgpu::BufferUsages::STORAGE)
    }

    /// A small buffer of parameters that holds these values.
    pub(super) fn uniform<T: Pod>(&self, values: &[T]) -> wgpu::Buffer {
        self.filled(values, wgpu::BufferUsages::UNIFORM)
    }

    fn filled<T: Pod>(&self, values: &[T], usage: wgpu::BufferUsages) -> wgpu::Buffer {
        self.device.create_buffer_init(&BufferInitDescriptor {
            label: None,
            contents: bytemuck::cast_slice(values),
            usage: usage | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST,
        })
    }

    /// A buffer of `bytes` zeros.
    pub(super) fn zeros(&self, bytes: u64, usage: wgpu::BufferUsages) -> wgpu::Buffer {
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: bytes,
            usage: usage | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        })
    }

    /// Writes values at the start of a buffer, before whatever is submitted next.
    pub(super) fn write<T: Pod>(&self, buffer: &wgpu::Buffer, values: &[T]) {
        self.queue.write_buffer(buffer, 0, bytemuck::cast_slice(values));
    }

    /// Writes values after the first `start` values of a buffer, before whatever is submitted next.
    pub(super) fn write_at<T: Pod>(&self, buffer: &wgpu::Buffer, start: usize, values: &[T]) {
        let offset = (start * size_of::<T>()) as u64;
        self.queue.write_buffer(buffer, offset, bytemuck::cast_slice(values));
    }

    /// Runs dispatches in order, in one submission.
    pub(super) fn submit(&self, dispatches: impl FnOnce(&mut wgpu::ComputePass<'_>)) {
        let mut encoder = self.device.create_command_encoder(&Default::default());
        dispatches(&mut encoder.begin_compute_pass(&Default::default()));
        self.queue.submit([encoder.finish()]);
    }

    /// Reads the first `length` values of each buffer, once all that was submitted is done.
    ///
    /// # Errors
    /// Those of [`check`](Self::check), which is asked after the values have arrived: an error of
    /// the work before them has been reported by then.
    pub(super) async fn read(
        &self,
        buffers: &[(&wgpu::Buffer, usize)],
    ) -> Result<Vec<Vec<f32>>, Kind> {
        let mut encoder = self.device.create_command_encoder(&Default::default());
        let copies: Vec<_> = buffers
            .iter()
            .map(|&(buffer, length)| {
                let bytes = (length * size_of::<f32>()) as u64;
                let copy = self.device.create_buffer(&wgpu::BufferDescriptor {
                    label: None,
                    size: bytes,
                    usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
                    mapped_at_creation: false,
                });
                encoder.copy_buffer_to_buffer(buffer, 0, &copy, 0, bytes);
                copy
            })
            .collect();
        self.queue.submit([encoder.finish()]);
        let mut arrivals = Vec::with_capacity(copies.len());
        for copy in &copies {
            let (sender, receiver) = oneshot::channel();
            copy.map_async(wgpu::MapMode::Read, .., move |result| {
                // The receiver is only gone if this read was given up.
                let _ = sender.send(result);
            });
            arrivals.push(receiver);
        }
        let mut values = Vec::with_capacity(copies.len());
        for (copy, arrival) in copies.iter().zip(arrivals) {
            let mapped = arrival.await;
            self.check()?;
            // A buffer that cannot be mapped although nothing failed: the device is on its way out.
            let Ok(Ok(())) = mapped else { return Err(Kind::Device(DeviceError::Lost)) };
            let view = copy
                .get_mapped_range(..)
                .map_err(|error| Kind::Device(DeviceError::Failed(error.to_string())))?;
            values.push(bytemuck::cast_slice(&view).to_vec());
        }
        Ok(values)
    }
}

/// Describes an adapter. Browsers hide much of it, each something else, so what is empty is left
/// out: Chrome gives vendor and architecture, as in "nvidia ampere"; others a description.
fn describe(adapter: &wgpu::Adapter, device: &wgpu::Device) -> AdapterInfo {
    let info = adapter.get_info();
    // wgpu passes on the description only.
    let details = device
        .as_webgpu()
        .and_then(|device| Reflect::get(device.as_ref(), &"adapterInfo".into()).ok())
        .unwrap_or_default();
    let detail = |name: &str| {
        let text = Reflect::get(&details, &name.into()).ok().and_then(|text| text.as_string());
        text.unwrap_or_default()
    };
    let known = [info.name, detail("vendor"), detail("architecture")];
    let known: Vec<&str> = known.iter().map(|text| text.trim()).filter(|t| !t.is_empty()).collect();
    let name = if known.is_empty() { "an unnamed adapter".into() } else { known.join(" ") };
    let lower = name.to_lowercase();
    let imitations = ["swiftshader", "llvmpipe", "lavapipe", "basic render"];
    let software = info.device_type == wgpu::DeviceType::Cpu
        || imitations.iter().any(|imitation| lower.contains(imitation));
    AdapterInfo { name, software }
}
