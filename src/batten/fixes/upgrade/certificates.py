"""Requests for certificates, to certificates.k8s.io/v1 (pkg/apis/certificates/v1beta1)."""

from __future__ import annotations

from batten.fixes.upgrade.draft import Draft, Unsupported

_LEGACY = "kubernetes.io/legacy-unknown"


def signing_request(draft: Draft) -> None:
    """The signer must be named; the usages that were the default are written out."""
    signer = draft.spec.get("signerName")
    if not signer or signer == _LEGACY:
        raise Unsupported("spec.signerName must name the signer: write which one is to sign")
    if not draft.spec.get("usages"):
        draft.spec["usages"] = ["digital signature", "key encipherment"]


def pod_certificate_request(draft: Draft) -> None:
    """The key comes within a PKCS #10 request; the kubelet makes these, nobody by hand."""
    if not draft.spec.get("stubPKCS10Request"):
        raise Unsupported("spec.stubPKCS10Request took the place of the key: kubelets write it")
    for key in ("pkixPublicKey", "proofOfPossession"):
        draft.spec.pop(key, None)
