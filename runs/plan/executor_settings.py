"""The settings `executor.*` of a launch: where its tasks run, and on how many workers."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class ExecutorSettings(BaseModel):
    """Where the tasks of a batch run: in this process, on this machine's workers,
    or on a cluster.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    name: Literal["serial", "local", "cluster"] = "local"
    workers: int | None = Field(
        default=None, ge=1, le=1024, description="workers; null: a core each, or those there"
    )
    lanes: int = Field(
        default=10_000, ge=1, le=16_384, description="runs simulated together, at most"
    )
    address: str | None = Field(default=None, description="of a running Dask scheduler")
    scheduler_file: str | None = Field(default=None, description="instead of the address")
    tls_ca: str | None = Field(default=None, description="file of the certificate authority")
    tls_cert: str | None = None
    tls_key: str | None = None

    @model_validator(mode="after")
    def _check_scheduler_and_tls(self) -> Self:
        """Return self; ValueError unless a cluster, and only it, has one scheduler and all TLS
        files or none.
        """
        places = [place for place in (self.address, self.scheduler_file) if place]
        if self.name == "cluster" and len(places) != 1:
            raise ValueError(
                "executor=cluster needs executor.address=tcp://HOST:PORT of a running Dask"
                " scheduler, or else executor.scheduler_file=FILE."
            )
        files = (self.tls_ca, self.tls_cert, self.tls_key)
        if any(files) and not all(files):
            raise ValueError("tls_ca, tls_cert and tls_key are given together or not at all.")
        if self.name != "cluster" and (places or any(files)):
            raise ValueError("address, scheduler_file and tls files belong to executor=cluster.")
        return self
