"""Compiled kernels: made by LLVM once, kept on disk under a key of everything that decides them,
loaded in milliseconds.
"""

import ctypes
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from secretome.engine.description import Model
from secretome.engine.kernel_ir import KernelOptions, kernel_text
from secretome.engine.programs import programs_of

_MARK = b"secretome kernel 1\n"


@dataclass(frozen=True, slots=True)
class Kernel:
    """A loaded kernel: the address to call and the size of the work space of one thread."""

    model: Model
    lanes: int
    single: bool
    work_bytes: int
    from_cache: bool
    integrate: Any
    _keep: Any


def default_cache() -> Path:
    """Where kernels are kept: $SECRETOME_CACHE, else the user's cache folder."""
    chosen = os.environ.get("SECRETOME_CACHE")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "secretome"


def load_kernel(
    model: Model, *, lanes: int | None = None, single: bool = False, cache_dir: Path | None = None
) -> Kernel:
    """The kernel of a model, from the cache when it is there and whole, else compiled and put
    there.
    """
    options = _options(lanes, single=single)
    folder = cache_dir or default_cache()
    path = folder / f"{_key(model, options)}.kernel"
    known = _read(path)
    code, work_bytes = known or _compiled(model, options)
    if known is None:
        _write(path, code, work_bytes)
    address, keep = _linked(code)
    signature = ctypes.CFUNCTYPE(ctypes.c_int64, *_ARGUMENTS)
    return Kernel(
        model, options.lanes, single, work_bytes, known is not None, signature(address), keep
    )


_P, _I, _D = ctypes.c_void_p, ctypes.c_int64, ctypes.c_double
_ARGUMENTS = (_P, _P, _I, _I, _I, _P, _P, _I, _P, _I, _D, _P, _P, _P, _P, _I)


def _options(lanes: int | None, *, single: bool) -> KernelOptions:
    wide = bool(_features().get("avx512f"))
    if lanes is None:
        lanes = (8 if wide else 4) * (2 if single else 1)
    full = lanes == (16 if single else 8)
    return KernelOptions(lanes=lanes, single=single, quick_reciprocal=wide and full)


@cache
def _features() -> Any:
    features = llvm.get_host_cpu_features()
    if "prefer-256-bit" in features:
        features["prefer-256-bit"] = False
    return features


def _key(model: Model, options: KernelOptions) -> str:
    """A hash of description, options, processor, LLVM and this generator's own source."""
    parts = (
        repr(model),
        repr(options),
        llvm.get_host_cpu_name(),
        _features().flatten(),
        llvm.get_default_triple(),
        llvmlite.__version__,
        str(llvm.llvm_version_info),
        _generator_hash(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@cache
def _generator_hash() -> str:
    digest = hashlib.sha256()
    for file in sorted(files("secretome.engine").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".py"):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _machine() -> Any:
    """A new target machine; an execution engine takes the one it is given."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=_features().flatten(), opt=3, jit=True
    )


def _compiled(model: Model, options: KernelOptions) -> tuple[bytes, int]:
    text, layout = kernel_text(model, programs_of(model), options)
    machine = _machine()
    module = llvm.parse_assembly(text)
    module.verify()
    tuning = llvm.create_pipeline_tuning_options(speed_level=2)
    tuning.slp_vectorization = tuning.loop_vectorization = tuning.loop_unrolling = False
    builder = llvm.create_pass_builder(machine, tuning)
    builder.getModulePassManager().run(module, builder)
    return machine.emit_object(module), layout.total


def _linked(code: bytes) -> tuple[int, Any]:
    module = llvm.parse_assembly("")
    module.triple = llvm.get_default_triple()
    engine = llvm.create_mcjit_compiler(module, _machine())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine.get_function_address("integrate"), engine


def _read(path: Path) -> tuple[bytes, int] | None:
    """The object code and work size, or None when the file is absent or not whole."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if not data.startswith(_MARK):
        return None
    head, _, code = data[len(_MARK) :].partition(b"\n")
    try:
        facts = json.loads(head)
    except ValueError:
        return None
    if facts.get("sha256") != hashlib.sha256(code).hexdigest():
        return None
    return code, int(facts["work_bytes"])


def _write(path: Path, code: bytes, work_bytes: int) -> None:
    """Keep the kernel; a cache that cannot be written is done without."""
    head = json.dumps({"sha256": hashlib.sha256(code).hexdigest(), "work_bytes": work_bytes})
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(_MARK + head.encode() + b"\n" + code)
        Path(file.name).replace(path)
    except OSError:
        return
